/**
 * Confluent's published API specification: api/openapi.yaml of the Go modules that Confluent's own provider is made of, in the versions of
 * terraform-provider-confluent 2.83.0 (go.mod of e58ae689), but for `org`, of which the module proxy has v0.9.0 and no newer one.
 */
import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { findOnPath } from "../../../infra/find-on-path.ts";
import { builtOnce, go } from "../../kubernetes/control-plane/go.ts";

/** Version of the module, and of the API in it. */
const modules = {
  org: ["v0.9.0", "v2"],
  cmk: ["v0.27.0", "v2"],
  iam: ["v0.17.0", "v2"],
  mds: ["v0.4.0", "v2"],
  apikeys: ["v0.4.0", "v2"],
  "kafka-quotas": ["v0.4.0", "v1"],
  kafkarest: ["v0.14.0", "v3"],
  networking: ["v0.14.0", "v1"],
  "networking-gateway": ["v0.7.0", "v1"],
  "networking-access-point": ["v0.10.0", "v1"],
  "schema-registry": ["v0.5.0", "v1"],
  tableflow: ["v0.7.0", "v1"],
} as const;
export type Module = keyof typeof modules;

/** What of OpenAPI these files use. */
export interface Schema {
  $ref?: string;
  type?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  allOf?: Schema[];
  oneOf?: Schema[];
  discriminator?: { propertyName: string; mapping?: Record<string, string> };
  enum?: unknown[];
  /** Values that may become more; those of today. */
  "x-extensible-enum"?: unknown[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  additionalProperties?: boolean | Schema;
  readOnly?: boolean;
  nullable?: boolean;
}

export interface Specification {
  paths: Record<string, Record<string, { operationId?: string; requestBody?: { $ref?: string; content?: Content } }>>;
  components: { schemas: Record<string, Schema>; requestBodies?: Record<string, { content: Content }> };
}
type Content = Record<string, { schema: Schema }>;

/** Why nothing can be looked up here; undefined: it can. */
export const missing =
  findOnPath("go") === undefined ? "there is no go on PATH to fetch Confluent's modules with" : undefined;

export async function specifications(): Promise<Record<Module, Specification>> {
  const names = Object.keys(modules) as Module[];
  const versions = names.map((name) => modules[name][0].slice(1)).join("-");
  const folder = await builtOnce(`confluent-api-${versions}`, async (target) => {
    for (const name of names) {
      const [version, api] = modules[name];
      const module = `github.com/confluentinc/ccloud-sdk-go-v2/${name}@${version}`;
      const { Dir } = JSON.parse(await go(target, ["mod", "download", "-json", module], { GOFLAGS: "-mod=mod" }));
      copyFileSync(join(Dir, api, "api/openapi.yaml"), join(target, `${name}.yaml`));
    }
  });
  return Object.fromEntries(
    names.map((name) => [name, parse(readFileSync(join(folder, `${name}.yaml`), "utf8")) as Specification]),
  ) as Record<Module, Specification>;
}

/** The schema of what an operation is sent. */
export function bodyOf({ paths, components }: Specification, operationId: string): Schema {
  for (const path of Object.values(paths))
    for (const operation of Object.values(path)) {
      if (operation.operationId !== operationId) continue;
      const { $ref, content } = operation.requestBody!;
      const found = content ?? components.requestBodies![$ref!.split("/").at(-1)!]!.content;
      return Object.values(found)[0]!.schema;
    }
  throw new Error(`there is no operation ${operationId}`);
}
