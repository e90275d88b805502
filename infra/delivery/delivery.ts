/** What every step of a delivery knows: the stack, the way, and what the steps before have left. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { projectRoot } from "../../components/local/folder.ts";
import { parseSettings, type Settings } from "../settings.ts";
import { readStackFile } from "../stack-file.ts";
import type { Way } from "./steps.ts";

export interface Delivery {
  /** The checkout that is delivered. */
  root: string;
  stack: string;
  way: Way;
  settings: Settings;
  env: NodeJS.ProcessEnv;
}

/** Left behind for the steps to come and for whoever looks at the pipeline; never committed. */
export const folder = join(projectRoot, ".tributary/delivery");

/** @throws TributaryError TRB_STACK_UNKNOWN or TRB_SETTINGS_INVALID, of the stack's file */
export function deliveryOf(stack: string, way: Way, env = process.env): Delivery {
  return deliveryFor(parseSettings(readStackFile(stack)), stack, way, env);
}

export const deliveryFor = (settings: Settings, stack: string, way: Way, env: NodeJS.ProcessEnv): Delivery => ({
  root: projectRoot,
  stack,
  way,
  env,
  settings,
});

/** Whether the stack's application runs from an image. On one machine it runs from source. */
export const hasImage = ({ settings }: Delivery): boolean => settings.cloud !== "local";

const IMAGE = "TRIBUTARY_IMAGE";
const imageName = (stack: string): string => `${stack}.image.env`;

export function keep(name: string, text: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** A line of NAME=VALUE, which GitHub takes as outputs of a step and GitLab as variables of later jobs. */
export const keepImage = (stack: string, reference: string): string =>
  keep(imageName(stack), `${IMAGE}=${reference}\n`);

/** A folder that stays, as that of a runner does, must not hand the image of one delivery to the next. */
export const forgetImage = (stack: string): void => rmSync(join(folder, imageName(stack)), { force: true });

/** By digest; undefined: no step has pushed one, and the stack's file says which runs. */
export function imageOf({ stack, env }: Pick<Delivery, "stack" | "env">): string | undefined {
  const told = env[IMAGE];
  if (told) return told;
  const file = join(folder, imageName(stack));
  return existsSync(file) ? readFileSync(file, "utf8").trim().slice(`${IMAGE}=`.length) : undefined;
}

const busyName = (stack: string): string => `${stack}.busy`;

/** Left by an up that never began, as another run held the stack: what that one has made is not to be rolled back. */
export const keepBusy = (stack: string): string => keep(busyName(stack), "");
export const forgetBusy = (stack: string): void => rmSync(join(folder, busyName(stack)), { force: true });
export const wasBusy = (stack: string): boolean => existsSync(join(folder, busyName(stack)));

/**
 * Arguments that make a command use a stack's file with another image; none: the file as it is.
 * @param root the checkout whose file it is. Default: this one
 */
export function stackArgs(stack: string, image: string | undefined, root = projectRoot): string[] {
  if (image === undefined) return [stack];
  const document = parseDocument(readFileSync(join(root, "stacks", `Pulumi.${stack}.yaml`), "utf8"));
  document.setIn(["config", "tributary:kubernetes", "image"], image);
  return [stack, "--config-file", keep(`Pulumi.${stack}.yaml`, String(document))];
}
