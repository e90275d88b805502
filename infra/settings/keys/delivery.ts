/** How a stack comes from a commit to where it runs. */
import { z } from "zod";
import { imageRepository } from "../scalars.ts";

export const delivery = z
  .strictObject({
    deploy: z
      .enum(["never", "manual", "push"])
      .default("never")
      .describe(
        "Who starts an up: push is each commit of the main branch, manual is a person in the pipeline, never leaves it to `npm run up`. Default: never.",
      ),
    whenBusy: z
      .enum(["refuse", "wait"])
      .default("refuse")
      .describe(
        "What a pipeline's run does while another one is under way on the stack: refuse fails at once, wait goes on when it has ended, for an hour at most. Default: refuse.",
      ),
    repository: imageRepository
      .optional()
      .describe(
        "Where pipelines push the application's image, without a tag; its digest then takes the place of kubernetes.image. Default: kubernetes.image stays.",
      ),
  })
  .prefault({})
  .describe("How the stack is delivered (docs/delivery.md).");
