/** Sizes of AWS' machines, smallest first, and how large they may be. */
import type { Settings } from "../../settings.ts";

/** The word after the last dot of a type, without `metal`, whose sizes say nothing in common. */
export const instanceSizes = [
  "nano",
  "micro",
  "small",
  "medium",
  "large",
  "xlarge",
  "2xlarge",
  "4xlarge",
  "8xlarge",
  "9xlarge",
  "12xlarge",
  "16xlarge",
  "18xlarge",
  "24xlarge",
  "32xlarge",
  "48xlarge",
  "metal",
] as const;

export type InstanceSize = (typeof instanceSizes)[number];

/** kafka.m7g.xlarge -> 5; undefined for what is none. */
export function rankOf(type: string): number | undefined {
  const word =
    type
      .split(".")
      .at(-1)
      ?.replace(/^metal-.*$/, "metal") ?? "";
  const rank = instanceSizes.indexOf(word as InstanceSize);
  return rank < 0 ? undefined : rank;
}

/** Unless the settings say otherwise. */
const defaults = {
  development: { instance: "2xlarge", cku: 2 },
  production: { instance: "8xlarge", cku: 8 },
} as const;

export function largestOf({ environment, policy }: Settings): { instance: string; cku: number } {
  const { instance, cku } = policy.largest;
  return { instance: instance ?? defaults[environment].instance, cku: cku ?? defaults[environment].cku };
}
