/** The application's image: built for a pull request, pushed for a deploy; what it is made of stays beside it. */
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { buildImage, exportBill, push } from "../images/build.ts";
import { findDocker } from "../images/docker.ts";
import { type Delivery, folder, forgetImage, hasImage, keepImage } from "./delivery.ts";

export const billFile = join(folder, "app.cdx.json");

export async function makeImage(delivery: Delivery): Promise<void> {
  if (!hasImage(delivery)) return say(`Stack ${delivery.stack} runs from source: there is no image.`);
  forgetImage(delivery.stack);
  const engine = await findDocker();
  const reference = await buildImage(engine, "app", baseOf(delivery.env));
  copyFileSync(await exportBill(engine, reference), billFile);
  say(`${reference}, made of ${billFile}`);
  const { repository } = delivery.settings.delivery;
  if (delivery.way !== "deploy" || repository === undefined) return;
  const digest = await push(engine, reference, `${repository}/app`);
  keepImage(delivery.stack, digest);
  say(digest);
}

/** As `npm run image` takes them, where the images of the Dockerfile are not to be had. */
const baseOf = ({
  TRIBUTARY_NODE_BASE: nodeBase,
  TRIBUTARY_BASE: base,
  TRIBUTARY_BUILD_NETWORK: network,
}: NodeJS.ProcessEnv) => ({
  nodeBase,
  base,
  network,
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);
