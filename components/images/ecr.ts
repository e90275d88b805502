/** A repository of images on AWS: what a tag names never changes, and what is pushed is scanned. */
import { LifecyclePolicy } from "@pulumi/aws/ecr/lifecyclePolicy.js";
import { Repository } from "@pulumi/aws/ecr/repository.js";
import { RepositoryPolicy } from "@pulumi/aws/ecr/repositoryPolicy.js";
import * as pulumi from "@pulumi/pulumi";
import { policyOf } from "../aws/policy.ts";
import { type ArgsOf, type Transform, TributaryComponent } from "../component.ts";

export interface EcrRepositoryArgs {
  /** Its name: small letters, digits and . _ - /. A change makes it anew. */
  repositoryName: string;
  /** ARN of the key that images are encrypted with. A change makes it anew. */
  key: pulumi.Input<string>;
  /** ARNs of who may pull beside this account, such as arn:aws:iam::123456789012:root. Default: nobody. */
  pullers?: pulumi.Input<string>[];
  /** Newest images with a tag that are kept. Default: 50. */
  kept?: number;
  /** Days that an image without a tag is kept. Default: 14. */
  untaggedDays?: number;
  /** It cannot be deleted while it is true; otherwise it goes with its images. */
  protection: boolean;
  tags: Record<string, string>;
  transform?: { repository?: Transform<ArgsOf<typeof Repository>> };
}

const pull = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];

export class EcrRepository extends TributaryComponent {
  static readonly token = "tributary:images:EcrRepository";
  /** <account>.dkr.ecr.<region>.amazonaws.com/<name>, without a tag. */
  readonly url: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  readonly nodes: { repository: Repository };

  constructor(name: string, args: EcrRepositoryArgs, opts?: pulumi.ComponentResourceOptions) {
    super(EcrRepository.token, name, args, opts);
    const { repositoryName, key, pullers = [], protection, tags, transform } = args;
    const repository = this.child(
      Repository,
      "repository",
      {
        name: repositoryName,
        imageTagMutability: "IMMUTABLE",
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: key }],
        forceDelete: !protection,
        tags,
      },
      { protect: protection },
      transform?.repository,
    );
    this.child(LifecyclePolicy, "lifecycle", {
      repository: repository.name,
      policy: JSON.stringify(lifecycle(args)),
    });
    if (pullers.length > 0)
      this.child(RepositoryPolicy, "pull", {
        repository: repository.name,
        policy: pulumi.jsonStringify(
          policyOf({ Sid: "Pull", Effect: "Allow", Principal: { AWS: pullers }, Action: pull }),
        ),
      });
    this.url = repository.repositoryUrl;
    this.arn = repository.arn;
    this.nodes = { repository };
    this.finish({ url: this.url });
  }
}

/** Source: Amazon ECR User Guide, "Lifecycle policy properties". */
function lifecycle({ kept = 50, untaggedDays = 14 }: EcrRepositoryArgs): object {
  const expire = { type: "expire" };
  return {
    rules: [
      {
        rulePriority: 1,
        description: "Images without a tag",
        selection: {
          tagStatus: "untagged",
          countType: "sinceImagePushed",
          countUnit: "days",
          countNumber: untaggedDays,
        },
        action: expire,
      },
      {
        rulePriority: 2,
        description: "All but the newest images",
        selection: { tagStatus: "tagged", tagPatternList: ["*"], countType: "imageCountMoreThan", countNumber: kept },
        action: expire,
      },
    ],
  };
}
