/** The conventions of ARCHITECTURE.md that all resources of a stack keep, whichever component makes them. */
import assert from "node:assert/strict";
import { homedir, hostname } from "node:os";
import { projectRoot } from "../../components/local/folder.ts";
import type { Recorded } from "./recording.ts";

/** What Pulumi wraps a secret with on the wire. */
const secretMark = "4dabf18193072939515e22adb298388d";
/** A namespace of another stack, which is read and belongs to no component. */
const SHARED = "platform-namespace";

export function assertConventions(resources: Recorded[]): void {
  assert.ok(resources.length > 0);
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  assert.equal(byUrn.size, resources.length, "URNs are unique");
  for (const resource of resources) {
    const ours = resource.type.startsWith("tributary:");
    if (ours) assert.match(resource.type, /^tributary:[a-z]+:[A-Z][A-Za-z]+$/, "tributary:<module>:<Class>");
    if (ours && !resource.custom) assertComponent(resource, resources);
    // Providers stand beside components, which are given them; a chart is a component of Pulumi's, and a child of ours.
    else if (!resource.type.startsWith("pulumi:providers:") && resource.name !== SHARED) assertChild(resource, byUrn);
    assertNothingOfThisMachine(resource);
    assertNoSecret(resource);
  }
}

function assertComponent(component: Recorded, all: Recorded[]): void {
  assert.equal(component.outputsRegistered, 1, `${component.name}: registerOutputs once`);
  // Brokers that others administer are only pointed at.
  const pointedAt = component.inputs["administration"]?.mode === "none";
  assert.ok(pointedAt || all.some(({ parent }) => parent === component.urn), `${component.name} has children`);
  assert.ok(!("transform" in component.inputs), `${component.name}: callbacks do not stand in state`);
}

function assertChild(child: Recorded, byUrn: Map<string, Recorded>): void {
  const parent = byUrn.get(child.parent);
  assert.ok(parent && !parent.custom, `${child.name} has a component as its parent`);
  assert.ok(child.name.startsWith(`${parent.name}-`), `${child.name} is named ${parent.name}-<role>`);
  assert.equal(child.outputsRegistered, 0);
}

/** State is the same on every machine. */
function assertNothingOfThisMachine({ name, inputs }: Recorded): void {
  const text = JSON.stringify(inputs);
  for (const mine of [projectRoot, homedir(), process.execPath, hostname()]) {
    assert.ok(mine.length < 3 || !text.includes(mine), `${name}: ${mine} stands in its inputs`);
  }
  assert.ok(!text.includes("Calling [toString]"), `${name}: an output was used as text`);
}

/** What is made of secrets, which are encrypted there. */
const madeOfSecrets: Record<string, string[]> = {
  "aws:secretsmanager/secretVersion:SecretVersion": ["secretString"],
  "kubernetes:core/v1:Secret": ["stringData"],
  "pulumi:providers:kafka": ["saslPassword"],
  "pulumi:providers:confluentcloud": [
    "kafkaApiKey",
    "kafkaApiSecret",
    "schemaRegistryApiKey",
    "schemaRegistryApiSecret",
    "tableflowApiKey",
    "tableflowApiSecret",
  ],
  "tls:index/certRequest:CertRequest": ["privateKeyPem"],
  "tls:index/selfSignedCert:SelfSignedCert": ["privateKeyPem"],
  "tls:index/locallySignedCert:LocallySignedCert": ["caPrivateKeyPem"],
};

/** Secrets are told by reference, so neither plain nor encrypted ones are in state: but for what is made of them. */
function assertNoSecret({ name, type, inputs }: Recorded): void {
  const secret = madeOfSecrets[type] ?? [];
  const told = Object.fromEntries(Object.entries(inputs).filter(([key]) => !secret.includes(key)));
  for (const key of secret)
    assert.ok(
      inputs[key] === undefined || JSON.stringify(inputs[key]).includes(secretMark),
      `${name} holds plain text`,
    );
  assert.ok(!JSON.stringify(told).includes(secretMark), `${name} holds a secret where a reference belongs`);
  const walk = (value: unknown, path: string): void => {
    if (typeof value === "string") {
      assert.ok(!/^(password|secret|token)$/i.test(path.split(".").at(-1)!), `${name}: ${path} is plain text`);
      assert.ok(!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(value), `${name}: ${path} is a key`);
    } else if (typeof value === "object" && value !== null) {
      for (const [key, below] of Object.entries(value)) walk(below, path === "" ? key : `${path}.${key}`);
    }
  };
  walk(told, "");
}
