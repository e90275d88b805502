/** When objects go to cheaper storage, and what it must be worth: days of S3's storage classes. */

export interface StorageClassRow {
  /** As the API names it. */
  storageClass: "STANDARD_IA" | "GLACIER_IR";
  /** Days after creation before which an object may not go there. */
  earliest: number;
  /** Days that are charged at least; an object that is deleted before pays for the rest. */
  minimum: number;
  source: string;
  /** ISO date of the look-up */
  checked: string;
}

/** Of those that Athena reads at once: from Flexible Retrieval and Deep Archive objects would have to be restored first. */
export const storageClasses = {
  infrequent: {
    storageClass: "STANDARD_IA",
    earliest: 30,
    minimum: 30,
    source: "Amazon S3 API reference, Transition; Amazon S3 User Guide, Comparing the storage classes",
    checked: "2026-11-27",
  },
  archive: {
    storageClass: "GLACIER_IR",
    earliest: 0,
    minimum: 90,
    source: "Amazon S3 API reference, Transition; Amazon S3 User Guide, Comparing the storage classes",
    checked: "2026-11-27",
  },
} as const satisfies Record<string, StorageClassRow>;

export type StorageClass = keyof typeof storageClasses;

/** Days after which objects go there. Undefined: where that is worth it; never: not at all. */
export type Transitions = { [C in StorageClass]?: number | "never" | undefined };

/** Unless the settings say otherwise: after the days that an object is most often asked for. */
const usual: Record<StorageClass, number> = { infrequent: 30, archive: 90 };

/**
 * The transitions of objects that live for some days.
 * @param asked happens as it says. Default of each: after 30 days (infrequent) and 90 days (archive), where objects then live on there for
 *   the days that are charged
 */
export function transitionsOf(retentionDays: number, asked: Transitions): { storageClass: string; days: number }[] {
  const after = typeof asked.infrequent === "number" ? asked.infrequent + storageClasses.infrequent.minimum : 0;
  const archive = asked.archive ?? fitting("archive", Math.max(usual.archive, after), retentionDays);
  const end = archive === "never" ? retentionDays : archive;
  const infrequent = asked.infrequent ?? fitting("infrequent", usual.infrequent, end);
  return Object.entries({ infrequent, archive }).flatMap(([name, days]) =>
    days === "never" ? [] : [{ storageClass: storageClasses[name as StorageClass].storageClass, days }],
  );
}

function fitting(name: StorageClass, days: number, end: number): number | "never" {
  return days + storageClasses[name].minimum <= end ? days : "never";
}
