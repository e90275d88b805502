/** The one schema of the settings: a union over `cloud`, and inside it over `kafka.backend`. */
import { z } from "zod";
import { clouds } from "./clouds/index.ts";

type Members = (typeof clouds)[number];
type AvailableSchema = Extract<Members, { available: true }>["schema"];

const schemas = clouds.flatMap((member): AvailableSchema[] => (member.available ? [member.schema] : []));

/** Shape alone; what must fit together is checked in checks/. */
export const settingsSchema = z.discriminatedUnion("cloud", schemas as [AvailableSchema, ...AvailableSchema[]]);

export type Settings = z.infer<typeof settingsSchema>;
/** The settings of one cloud. */
export type SettingsOf<C extends Settings["cloud"]> = Extract<Settings, { cloud: C }>;
