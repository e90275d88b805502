import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Ajv, type ValidateFunction } from "ajv";
import { parse } from "yaml";
import { schemaFile, stackSchema, stackSchemaText } from "../../../infra/settings/json-schema.ts";
import { stackFile, stackNames } from "../../../infra/stack-file.ts";

const compiled: ValidateFunction = new Ajv({ strict: false, allErrors: true, formats: { uri: true } }).compile(
  stackSchema(),
);

const valid = (file: unknown) => compiled(file) || JSON.stringify(compiled.errors);
const local = () => parse(readFileSync(stackFile("local"), "utf8"));

test("the committed schema is up to date: npm run generate", () => {
  assert.equal(readFileSync(schemaFile, "utf8"), stackSchemaText());
});

for (const stack of stackNames()) {
  test(`it takes stacks/Pulumi.${stack}.yaml, which names it in its first line`, () => {
    const text = readFileSync(stackFile(stack), "utf8");
    assert.equal(text.split("\n")[0], "# yaml-language-server: $schema=./stack.schema.json");
    assert.equal(valid(parse(text)), true);
  });
}

test("it knows the file as it stands: prefixed keys, other namespaces, Pulumi's own keys", () => {
  const file = local();
  file.config["aws:region"] = "eu-central-1";
  file.encryptionsalt = "v1:abc";
  assert.equal(valid(file), true);
  for (const change of [
    (wrong: any) => (wrong.config["tributary:clout"] = "local"),
    (wrong: any) => (wrong.config.cloud = "local"),
    (wrong: any) => delete wrong.config["tributary:cloud"],
    (wrong: any) => (wrong.config["tributary:kafka"].topics.events.partitions = 0),
    (wrong: any) => (wrong.config["tributary:kafka"].topics.events.partitons = 6),
    (wrong: any) => (wrong.config["tributary:kafka"].backend = "msk"),
  ]) {
    const wrong = local();
    change(wrong);
    assert.notEqual(valid(wrong), true, change.toString());
  }
});

test("every key says what it means, and its default when it has one", () => {
  const missing: string[] = [];
  const walk = (schema: any, path: string): void => {
    for (const [key, below] of Object.entries<any>(schema.properties ?? {})) {
      const here = `${path}.${key}`;
      if (!below.description && !ofConnection.test(here)) missing.push(here);
      walk(below, here);
    }
    for (const part of ["additionalProperties", "items"])
      if (typeof schema[part] === "object") walk(schema[part], `${path}[]`);
    for (const part of ["oneOf", "anyOf"]) for (const member of schema[part] ?? []) walk(member, path);
  };
  const schema: any = stackSchema();
  walk(schema.properties.config, "config");
  for (const [name, definition] of Object.entries(schema.definitions)) walk(definition, name);
  assert.deepEqual(missing, []);
});

/** These are the application's types, described where they are written. */
const ofConnection = /^KafkaExisting(Pods)?\.(principals|admin|tls)/;
