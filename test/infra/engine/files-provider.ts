/** A provider whose resources are files of a folder: small, and real enough to see what was done, in which order, and what was left. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import type { Provider } from "../../../infra/engine/custom.ts";

export interface FileInputs {
  /** Name of the file; another one means replacement. */
  file: string;
  text: string;
  /** Any of these operations throws. */
  fail?: string;
  /** Milliseconds that each operation takes. */
  ms?: number;
  deleteFirst?: boolean;
}

export class File extends pulumi.CustomResource {
  declare readonly text: pulumi.Output<string>;
  declare readonly length: pulumi.Output<number>;
  constructor(
    name: string,
    args: { [K in keyof FileInputs]: pulumi.Input<FileInputs[K]> },
    opts?: pulumi.CustomResourceOptions,
  ) {
    super("tributary:test:File", name, { ...args, length: undefined }, opts);
  }
}

export class Group extends pulumi.ComponentResource {
  constructor(name: string, args: Record<string, pulumi.Input<unknown>> = {}, opts?: pulumi.ComponentResourceOptions) {
    super("tributary:test:Group", name, args, opts);
  }
}

/** Files go to FOLDER/files; each operation is a line of FOLDER/log. */
export function filesProvider(folder: string): Provider {
  mkdirSync(join(folder, "files"), { recursive: true });
  const path = (id: string) => join(folder, "files", id);
  const doing = async (operation: string, urn: string, inputs: FileInputs) => {
    appendFileSync(join(folder, "log"), `${operation} ${urn.split("::").at(-1)} begin\n`);
    await new Promise((resolve) => setTimeout(resolve, inputs.ms ?? 0));
    if (inputs.fail === operation) throw new Error(`${operation} of ${inputs.file} was told to fail`);
    appendFileSync(join(folder, "log"), `${operation} ${urn.split("::").at(-1)} end\n`);
  };
  const text = (inputs: FileInputs): string => pulumi.runtime.unwrapRpcSecret(inputs.text);
  const outs = (inputs: FileInputs) => ({ ...inputs, text: text(inputs), length: text(inputs).length });
  return {
    check: async (_urn, _olds, news) => ({
      inputs: news,
      failures: news.file === "" ? [{ property: "file", reason: "must not be empty" }] : [],
    }),
    diff: async (_id, _urn, olds, news) => ({
      changes: !isDeepStrictEqual({ ...olds, text: text(olds) }, outs(news)),
      replaces: olds.file !== news.file ? ["file"] : [],
      deleteBeforeReplace: news.deleteFirst === true,
    }),
    create: async (urn, inputs) => {
      await doing("create", urn, inputs);
      writeFileSync(path(inputs.file), text(inputs));
      return { id: inputs.file, outs: outs(inputs) };
    },
    update: async (id, urn, _olds, news) => {
      await doing("update", urn, news);
      writeFileSync(path(id), text(news));
      return { outs: outs(news) };
    },
    delete: async (id, urn, props) => {
      await doing("delete", urn, props);
      rmSync(path(id), { force: true });
    },
    read: async (id, _urn, props) => {
      if (!existsSync(path(id))) return {};
      const found = readFileSync(path(id), "utf8");
      return { id, props: { ...props, text: found, length: found.length } };
    },
  };
}
