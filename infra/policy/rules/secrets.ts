/** Secrets are told by reference, or encrypted in state: never plain. */
import { valueAt } from "../../settings/shown.ts";
import { isObject, type Leaf, leavesOf } from "../read.ts";
import type { ResourceRule } from "../rule.ts";

/** Names whose values are secrets wherever they stand. */
const named =
  /^(password|passphrase|secret|secretaccesskey|token|apikey|apisecret|saslpassword|clientsecret|privatekey|privatekeypem|secretstring)$/i;
/** Of variables of containers, as shells name them. */
const variable = /(^|_)(PASSWORD|PASSPHRASE|SECRET|TOKEN|API_KEY|ACCESS_KEY|PRIVATE_KEY)$/;

/** What gives itself away. */
const shapes: [RegExp, string][] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, "a private key"],
  [/\b(AKIA|ASIA)[A-Z0-9]{16}\b/, "an access key of AWS"],
  // A variable that is put in where the process starts is a reference.
  [/\bpassword\s*=\s*["'](?!\$)[^"']+["']/i, "a line of JAAS with a password"],
  [/:\/\/[^\s/@:]+:[^\s/@]+@/, "an address with a password"],
];

const ALLOWED = "a secret of Pulumi's, or a reference to a store (secretKeyRef, SecretRef)";

/** Whole parts that hold nothing but secrets. */
const secretParts: Record<string, string[]> = {
  "kubernetes:core/v1:Secret": ["data", "stringData"],
  "aws:secretsmanager/secretVersion:SecretVersion": ["secretString", "secretBinary"],
  "aws:ssm/parameter:Parameter": ["value"],
};

/** Those that tell what the stack's own settings hold, which are checked for themselves. */
const notJudged = new Set(["pulumi:providers:tributary", "pulumi:pulumi:Stack"]);

/** Plain secrets, with what gives them away. */
function* plainLeaves(
  type: string,
  inputs: Record<string, unknown>,
  secrets: ReadonlySet<string>,
): Generator<{ leaf: Leaf; what: string }> {
  if (notJudged.has(type)) return;
  const parts = secretParts[type] ?? [];
  for (const leaf of leavesOf(inputs)) {
    const { path, value } = leaf;
    if (typeof value !== "string" || value === "" || isSecret(path, secrets)) continue;
    const what = parts.some((part) => below(path, part)) ? "plain text" : givenAway(inputs, leaf, value);
    if (what !== undefined) yield { leaf, what };
  }
}

const below = (path: string, part: string): boolean =>
  path === part || path.startsWith(`${part}.`) || path.startsWith(`${part}[`);

/** The value itself, or something around it. */
const isSecret = (path: string, secrets: ReadonlySet<string>): boolean => [...secrets].some((one) => below(path, one));

function givenAway(inputs: Record<string, unknown>, { keys }: Leaf, value: string): string | undefined {
  const last = String(keys.at(-1));
  if (named.test(last)) return "plain text";
  const list = String(keys.at(-3));
  if (last === "value" && /env$/i.test(list) && variable.test(nameAt(inputs, keys.slice(0, -1))))
    return "a variable in plain text";
  return shapes.find(([shape]) => shape.test(value))?.[1];
}

/** `name` of a member of a list, such as a container's variables. */
function nameAt(inputs: unknown, keys: readonly (string | number)[]): string {
  const member = valueAt(inputs, keys);
  return isObject(member) && typeof member["name"] === "string" ? member["name"] : "";
}

export const noPlainSecrets: ResourceRule = {
  name: "no-plain-secrets",
  level: "remediate",
  severity: "critical",
  about: "No password, token or private key stands plain in a resource's inputs, and so in state and in logs.",
  mend: "Pass a reference (SecretRef), or mark the value by pulumi.secret; Pulumi's engine marks it, so that state holds it encrypted.",
  check({ type, inputs, secrets }) {
    // Who is not told which values are secret cannot say that one is not.
    if (secrets === undefined) return [];
    return [...plainLeaves(type, inputs, secrets)].map(({ leaf: { path }, what }) => ({
      path,
      given: `${what}, which is not shown`,
      allowed: ALLOWED,
    }));
  },
  remedy({ type, inputs, secrets }) {
    return secrets === undefined
      ? []
      : [...plainLeaves(type, inputs, secrets)].map(({ leaf: { keys } }) => ({ keys, secret: true }));
  },
};
