/** `kafka` with `backend: referenced`: the cluster of another stack of this program. */
import { z } from "zod";
import { access } from "./access.ts";
import { topics } from "./topics.ts";

export const referencedKafka = z
  .strictObject({
    backend: z
      .literal("referenced")
      .describe("The cluster of another stack of this program, by its outputs; nothing of it is created or changed."),
    stack: z
      .string()
      .regex(/^[^/\s]+\/[^/\s]+\/[^/\s]+$/, {
        error: "organization/project/stack, such as organization/tributary/kubernetes-platform",
      })
      .describe(
        "That stack, as organization/project/stack; the organization of a state that one keeps oneself is `organization`.",
      ),
    cluster: z.enum(["primary", "standby"]).default("primary").describe("Which of its clusters. Default: primary."),
    topics: topics.describe(
      "Those of that stack's topics that the application works on, by their keys there; one that is not there, or has fewer partitions, stops the run. Default: none.",
    ),
    access: access.describe(
      "Those of that stack's principals that the application uses, by their keys there, with the rights that its roles need. Default: none.",
    ),
  })
  .meta({ id: "KafkaReferenced" });
export type ReferencedKafka = z.infer<typeof referencedKafka>;
