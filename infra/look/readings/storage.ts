/** Storage classes, and the volumes that the stack's Kafka has. */
import { names } from "../../naming.ts";
import type { SeenClaim, SeenStorageClass } from "../look.ts";
import { amount } from "../quantity.ts";
import { list, type Reading } from "./reading.ts";

const DEFAULT = /^storageclass\.(beta\.)?kubernetes\.io\/is-default-class$/;

export const storageClasses: Reading<SeenStorageClass[]> = {
  right: "list storageclasses.storage.k8s.io",
  serves: "storage classes",
  read: async (reader) =>
    (await list(reader, "/apis/storage.k8s.io/v1/storageclasses")).map(({ metadata, allowVolumeExpansion }) => ({
      name: metadata.name,
      isDefault: Object.entries(metadata.annotations ?? {}).some(
        ([key, value]) => DEFAULT.test(key) && value === "true",
      ),
      expands: allowVolumeExpansion === true,
    })),
};

/** Strimzi names them data-<volume>-<cluster>-<pool>-<node>. */
const CLAIM = /^data-(\d+)-/;

export const claims: Reading<SeenClaim[]> = {
  right: "list persistentvolumeclaims of the namespace",
  serves: "classes of the volumes that are there",
  read: async (reader, { settings }) => {
    const path = `/api/v1/namespaces/${settings.kubernetes.namespace}/persistentvolumeclaims`;
    return (await list(reader, path, { labelSelector: `strimzi.io/cluster=${names.kafka}` })).map(seenClaim);
  },
};

function seenClaim({ metadata, spec, status }: any): SeenClaim {
  return {
    pool: metadata.labels["strimzi.io/pool-name"],
    id: Number(CLAIM.exec(metadata.name)?.[1] ?? 0),
    bytes: amount(spec.resources?.requests?.storage ?? status?.capacity?.storage),
    storageClass: spec.storageClassName,
  };
}
