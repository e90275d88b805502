/** Volumes of Amazon EBS as pods get them unless they name another class: gp3, encrypted, in the zone of their pod, and they may grow. */
import { StorageClass } from "@pulumi/kubernetes/storage/v1/storageClass.js";
import type * as pulumi from "@pulumi/pulumi";
import { type ArgsOf, type Transform, TributaryComponent } from "../../component.ts";
import { labelsOf } from "../names.ts";

export interface EksStorageArgs {
  /** ARN of the key that volumes are encrypted with. */
  key: pulumi.Input<string>;
  /** Volumes are kept when their claims go. */
  protection: boolean;
  tags: Record<string, string>;
  transform?: { storageClass?: Transform<ArgsOf<typeof StorageClass>> };
}

export const STORAGE_CLASS = "gp3";

export class EksStorage extends TributaryComponent {
  static readonly token = "tributary:kubernetes:EksStorage";
  readonly ready: pulumi.Resource[];
  readonly nodes: { storageClass: StorageClass };

  constructor(name: string, args: EksStorageArgs, opts?: pulumi.ComponentResourceOptions) {
    super(EksStorage.token, name, args, opts);
    const { key: kmsKeyId, protection, tags, transform } = args;
    const annotations = { "storageclass.kubernetes.io/is-default-class": "true" };
    const storageClass = this.child(
      StorageClass,
      "class",
      {
        metadata: { name: STORAGE_CLASS, labels: labelsOf(tags), annotations },
        provisioner: "ebs.csi.aws.com",
        parameters: { type: "gp3", encrypted: "true", kmsKeyId },
        volumeBindingMode: "WaitForFirstConsumer",
        allowVolumeExpansion: true,
        reclaimPolicy: protection ? "Retain" : "Delete",
      },
      {},
      transform?.storageClass,
    );
    this.nodes = { storageClass };
    this.ready = [storageClass];
    this.finish();
  }
}
