/** Definitions as they are committed: what an API server judges by is all there, what only describes is not. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { externalSecretsDefinitions } from "../../../components/secrets/kubernetes/definitions.ts";
import { withoutDescriptions } from "../../../infra/setup/definitions.ts";

test("texts that describe are left out, and a property of that name is not", () => {
  const properties = { description: { type: "string", description: "Of it." }, other: { type: "array", items: [{}] } };
  assert.deepEqual(withoutDescriptions({ description: "All of it.", type: "object", properties }), {
    type: "object",
    properties: { description: { type: "string" }, other: properties.other },
  });
});

test("those of External Secrets Operator: what it needs for one namespace, in the versions that are served", () => {
  const definitions = externalSecretsDefinitions();
  assert.deepEqual(Object.keys(definitions).sort(), [
    "ExternalSecret",
    "GeneratorState",
    "Password",
    "PushSecret",
    "SecretStore",
  ]);
  const served = (kind: string) =>
    definitions[kind]!.spec.versions.filter((version) => version.served).map(({ name }) => name);
  assert.deepEqual([served("ExternalSecret"), served("SecretStore")], [["v1"], ["v1"]]);
  assert.deepEqual([served("PushSecret"), served("Password")], [["v1alpha1"], ["v1alpha1"]]);
  for (const definition of Object.values(definitions))
    assert.deepEqual(withoutDescriptions(definition), definition, definition.metadata.name);
});
