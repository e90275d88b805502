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
    publicLog: z
      .boolean()
      .default(true)
      .describe(
        "Whether an image's signature is entered into Sigstore's public log, where everybody can read the repository's name. Without it pipelines need COSIGN_KEY, and who verifies says --insecure-ignore-tlog. Default: true.",
      ),
    drift: z
      .strictObject({
        cron: z
          .string()
          .regex(/^(\S+ ){4}\S+$/, { error: "a cron expression of five fields, such as 0 5 * * *" })
          .describe("When Pulumi Deployments looks for what somebody else has changed; UTC."),
        repair: z
          .boolean()
          .default(false)
          .describe("Whether it changes that back by itself. Default: false, it tells."),
      })
      .optional()
      .describe("Default: nobody looks."),
    expires: z.iso
      .datetime()
      .optional()
      .describe(
        "When Pulumi Deployments destroys the stack with all its data, such as 2027-01-31T18:00:00Z; refused in production. Default: never.",
      ),
    review: z
      .boolean()
      .default(false)
      .describe(
        "Whether each pull request gets a stack of its own made as this one, until it is closed; refused in production. Default: false.",
      ),
  })
  .prefault({})
  .describe("How the stack is delivered (docs/delivery.md).");
