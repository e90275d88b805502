/** What a server made, in place of what a recording had made up. */
import type { Inputs } from "../../aws/models/mapping.ts";

/** Outputs by name, of the answer to a resource's first call. */
export type Real = Partial<Record<"id" | "arn" | "keyId" | "zoneId", string>>;

/** By type; ids of other types are their names. */
export const realOf: Record<string, (answer: any) => Real> = {
  "aws:ec2/vpc:Vpc": ({ Vpc }) => ({ id: Vpc.VpcId }),
  "aws:ec2/subnet:Subnet": ({ Subnet }) => ({ id: Subnet.SubnetId }),
  "aws:ec2/securityGroup:SecurityGroup": ({ GroupId }) => ({ id: GroupId }),
  "aws:ec2/internetGateway:InternetGateway": ({ InternetGateway }) => ({ id: InternetGateway.InternetGatewayId }),
  "aws:ec2/routeTable:RouteTable": ({ RouteTable }) => ({ id: RouteTable.RouteTableId }),
  "aws:ec2/eip:Eip": ({ AllocationId }) => ({ id: AllocationId }),
  "aws:ec2/natGateway:NatGateway": ({ NatGateway }) => ({ id: NatGateway.NatGatewayId }),
  "aws:ec2/networkInterface:NetworkInterface": ({ NetworkInterface }) => ({ id: NetworkInterface.NetworkInterfaceId }),
  "aws:ec2/launchTemplate:LaunchTemplate": ({ LaunchTemplate }) => ({ id: LaunchTemplate.LaunchTemplateId }),
  "aws:ec2/vpcEndpoint:VpcEndpoint": ({ VpcEndpoint }) => ({ id: VpcEndpoint.VpcEndpointId }),
  "aws:kms/key:Key": ({ KeyMetadata }) => ({ id: KeyMetadata.KeyId, keyId: KeyMetadata.KeyId, arn: KeyMetadata.Arn }),
  "aws:secretsmanager/secret:Secret": ({ ARN }) => ({ id: ARN, arn: ARN }),
  "aws:msk/cluster:Cluster": ({ ClusterArn }) => ({ id: ClusterArn, arn: ClusterArn }),
  "aws:msk/serverlessCluster:ServerlessCluster": ({ ClusterArn }) => ({ id: ClusterArn, arn: ClusterArn }),
  "aws:msk/configuration:Configuration": ({ Arn }) => ({ id: Arn, arn: Arn }),
  "aws:acmpca/certificateAuthority:CertificateAuthority": ({ CertificateAuthorityArn: arn }) => ({ id: arn, arn }),
  "aws:sqs/queue:Queue": ({ QueueUrl }) => ({ id: QueueUrl }),
  "aws:route53/zone:Zone": ({ HostedZone }) => {
    const id = HostedZone.Id.replace("/hostedzone/", "");
    return { id, zoneId: id };
  },
  "aws:glue/registry:Registry": ({ RegistryArn }) => ({ id: RegistryArn, arn: RegistryArn }),
  "aws:iam/policy:Policy": ({ Policy }) => ({ id: Policy.Arn, arn: Policy.Arn }),
};

/** Puts one text for another wherever it stands on its own, also inside of policies. */
export class Swaps {
  readonly #swaps = new Map<string, string>();

  add(from: unknown, to: unknown): void {
    if (typeof from === "string" && typeof to === "string" && from !== to) this.#swaps.set(from, to);
  }

  in(request: Inputs): Inputs {
    return this.#of(request) as Inputs;
  }

  #of(value: unknown): unknown {
    if (typeof value === "string") return this.#inText(value);
    if (Array.isArray(value)) return value.map((each) => this.#of(each));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.#of(each)]));
  }

  #inText(text: string): string {
    let out = text;
    for (const [from, to] of this.#swaps)
      if (out.includes(from)) {
        const alone = new RegExp(`(?<![\\w-])${from.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")}(?![\\w-])`, "g");
        out = out.replace(alone, () => to);
      }
    return out;
  }
}
