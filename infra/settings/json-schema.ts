/**
 * The JSON schema of a stack file as it stands (`config:` with prefixed keys), made of the settings' schema, for editors.
 * `npm run generate` writes stacks/stack.schema.json; `npm run check` holds the committed file to it.
 */
import { join } from "node:path";
import { z } from "zod";
import { projectRoot } from "../../components/local/folder.ts";
import { project } from "../naming.ts";
import { settingsSchema } from "./schema.ts";

type Json = Record<string, unknown>;

interface ObjectSchema extends Json {
  properties: Record<string, Json>;
  required?: string[];
}

/** Draft 7, which editors' YAML servers know best. */
export function stackSchema(): Json {
  const { definitions, ...settings } = z.toJSONSchema(settingsSchema, { target: "draft-7", io: "input" }) as Json & {
    definitions?: Json;
  };
  const members = (settings["oneOf"] ?? settings["anyOf"] ?? [settings]) as ObjectSchema[];
  const configs = members.map(prefixed);
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Settings of a Tributary stack",
    type: "object",
    properties: {
      config: configs.length === 1 ? configs[0] : { oneOf: configs },
      environment: { description: "Pulumi ESC environments whose values lie under these." },
      secretsprovider: { type: "string", description: "Pulumi's own: who encrypts secrets." },
      encryptionsalt: { type: "string", description: "Pulumi's own." },
      encryptedkey: { type: "string", description: "Pulumi's own." },
    },
    required: ["config"],
    additionalProperties: false,
    definitions,
  };
}

/** kafka -> tributary:kafka; other namespaces' keys are their providers'. What Pulumi.yaml has a default for is not required. */
function prefixed({ properties, required = [], ...rest }: ObjectSchema): Json {
  return {
    ...rest,
    properties: Object.fromEntries(Object.entries(properties).map(([key, schema]) => [`${project}:${key}`, schema])),
    required: required.map((key) => `${project}:${key}`),
    patternProperties: { [`^(?!${project}:)[^:]+:`]: {} },
    additionalProperties: false,
  };
}

export const schemaFile = join(projectRoot, "stacks", "stack.schema.json");

/** As it is committed. */
export function stackSchemaText(): string {
  return `${JSON.stringify(stackSchema(), null, 2)}\n`;
}
