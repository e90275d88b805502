/** The pack's own server in a process of its own, asked as Pulumi's engine asks it. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { projectRoot } from "../../../../components/local/folder.ts";
import type { Recorded } from "../../../support/recording.ts";

const require = createRequire(import.meta.url);
const { AnalyzerClient } = require("@pulumi/pulumi/proto/analyzer_grpc_pb.js");
const messages = require("@pulumi/pulumi/proto/analyzer_pb.js");
const empty = require("google-protobuf/google/protobuf/empty_pb.js");
const grpc = require("@grpc/grpc-js");

export interface Pack {
  info(): Promise<any>;
  analyze(resource: Recorded): Promise<any>;
  remediate(resource: Recorded): Promise<any>;
  /** All of them at once, as the engine does when the last is known. */
  analyzeStack(resources: readonly Recorded[]): Promise<any>;
  /** Both, as the engine does for each; making the request is left out of what is called. */
  prepared(resource: Recorded): () => Promise<void>;
  /** Of its processors so far; Linux alone. */
  cpuSeconds(): number;
  stop(): void;
}

/** @param raw the stack's settings, which the engine hands on as its configuration */
export async function startPack(stack: string, raw: Record<string, unknown>): Promise<Pack> {
  const config = Object.fromEntries(
    Object.entries(raw).map(([key, value]) => [
      `tributary:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  );
  const env = { PULUMI_CONFIG: JSON.stringify(config), PULUMI_NODEJS_STACK: stack, PULUMI_NODEJS_PROJECT: "tributary" };
  const server = spawn(process.execPath, ["index.js"], {
    cwd: join(projectRoot, "infra/policy"),
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const port = await new Promise<string>((resolve, reject) => {
    createInterface({ input: server.stdout }).once("line", resolve);
    server.once("exit", (code) => reject(new Error(`the pack ended with status ${code}`)));
  });
  const client = new AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  const call = (method: string, request: unknown): Promise<any> =>
    new Promise((resolve, reject) => {
      client[method](request, (error: Error | null, response: any) => (error ? reject(error) : resolve(response)));
    });
  return {
    info: () => call("getAnalyzerInfo", new empty.Empty()),
    analyze: (resource) => call("analyze", requestOf(resource)),
    remediate: (resource) => call("remediate", requestOf(resource)),
    analyzeStack: (resources) => {
      const request = new messages.AnalyzeStackRequest();
      request.setResourcesList(resources.map((resource) => requestOf(resource, messages.AnalyzerResource)));
      return call("analyzeStack", request);
    },
    prepared: (resource) => {
      const request = requestOf(resource);
      return async () => {
        await call("remediate", request);
        await call("analyze", request);
      };
    },
    cpuSeconds: () => {
      // After the name, which may hold blanks: utime and stime in hundredths.
      const fields = readFileSync(`/proc/${server.pid}/stat`, "utf8").split(") ").at(-1)!.split(" ");
      return (Number(fields[11]) + Number(fields[12])) / 100;
    },
    stop: () => {
      client.close();
      server.kill();
    },
  };
}

function requestOf({ urn, type, name, inputs, protect }: Recorded, Message = messages.AnalyzeRequest) {
  const made = new Message();
  const options = new messages.AnalyzerResourceOptions();
  options.setProtect(protect);
  made.setUrn(urn);
  made.setType(type);
  made.setName(name);
  made.setProperties(struct.Struct.fromJavaScript(inputs as never));
  made.setOptions(options);
  return made;
}
