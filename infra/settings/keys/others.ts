/** Keys that are reserved for what is to come. */
import { z } from "zod";

const reserved = (what: string) =>
  z
    .strictObject({}, { error: "nothing, it is reserved for a later version" })
    .prefault({})
    .describe(`Reserved: ${what} comes with a later version. Nothing may stand in it yet.`);

export const recovery = reserved("backup and a second region");
export const lake = reserved("the data lake");
