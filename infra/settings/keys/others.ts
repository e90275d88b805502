/** The smaller keys of the settings, and those that are reserved for what is to come. */
import { z } from "zod";

export const cost = z
  .strictObject({
    owner: z.string().min(1).max(128).optional().describe("Who answers for this stack; becomes a tag. Default: none."),
    center: z.string().min(1).max(128).optional().describe("Cost centre; becomes a tag. Default: none."),
  })
  .prefault({})
  .describe("Who pays.");

const reserved = (what: string) =>
  z
    .strictObject({}, { error: "nothing, it is reserved for a later version" })
    .prefault({})
    .describe(`Reserved: ${what} comes with a later version. Nothing may stand in it yet.`);

export const recovery = reserved("backup and a second region");
export const lake = reserved("the data lake");
