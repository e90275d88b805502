/** What `kafka` of MSK is where the settings do not say: it depends on the tier, so that zod does not know it. */
import { defaultInstanceType } from "../../../components/kafka/msk/limits.ts";
import { defaultVersion, type MskTier } from "../../../components/kafka/msk/versions.ts";
import { type MskKafka, mskKafka } from "./msk.ts";

export const DEFAULT_ZONES = 3;

type Asked = Partial<Pick<MskKafka, "zones" | "nodes" | "version" | "instanceType">>;

export const mskZones = ({ zones = DEFAULT_ZONES }: Asked): number => zones;

/** Of a serverless cluster nobody knows how many there are: three copies of each record. */
export const mskNodes = (tier: MskTier, asked: Asked): number =>
  tier === "serverless" ? DEFAULT_ZONES : (asked.nodes ?? mskZones(asked));

export const mskVersion = (tier: Exclude<MskTier, "serverless">, { version }: Asked): string =>
  version ?? defaultVersion(tier);

export const mskInstanceType = (tier: Exclude<MskTier, "serverless">, { instanceType }: Asked): string =>
  instanceType ?? defaultInstanceType[tier];

/** What an empty object of these keys means. */
export const mskParts = {
  storage: mskKafka.shape.storage.unwrap().parse({}),
  monitoring: mskKafka.shape.monitoring.unwrap().parse({}),
  logs: mskKafka.shape.logs.unwrap().parse({}),
};
