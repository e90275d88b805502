/** How long names may be at AWS, and what they may hold: one table, and names that fit by themselves. */
import { createHash } from "node:crypto";

interface NameRule {
  /** Characters. */
  longest: number;
  /** What every such name begins with. */
  prefix?: string;
  pattern: RegExp;
  /** In words. */
  allowed: string;
  source: string;
}

const model = (service: string, shape: string) =>
  `botocore 1.44.8 (PyPI), ${service} service-2.json, ${shape}; 2026-11-27`;
const dashed = "letters, digits, - and _, a letter or digit first";

export const nameRules = {
  eksCluster: {
    longest: 100,
    pattern: /^[0-9A-Za-z][A-Za-z0-9_-]*$/,
    allowed: dashed,
    source: model("eks", "ClusterName"),
  },
  nodeGroup: {
    longest: 63,
    pattern: /^[0-9A-Za-z][A-Za-z0-9_-]*$/,
    allowed: dashed,
    source: "docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html; 2026-11-27",
  },
  mskCluster: {
    longest: 64,
    pattern: /^[0-9A-Za-z][A-Za-z0-9-]*$/,
    allowed: "letters, digits and -, a letter or digit first",
    source: model("kafka", "CreateClusterRequest"),
  },
  role: {
    longest: 64,
    pattern: /^[\w+=,.@-]+$/,
    allowed: "letters, digits and _ + = , . @ -",
    source: model("iam", "roleNameType"),
  },
  rule: {
    longest: 64,
    pattern: /^[.\-_A-Za-z0-9]+$/,
    allowed: "letters, digits, . - and _",
    source: model("events", "RuleName"),
  },
  queue: {
    longest: 80,
    pattern: /^[A-Za-z0-9_-]+$/,
    allowed: "letters, digits, - and _",
    source: model("sqs", "CreateQueueRequest, QueueName"),
  },
  loadBalancer: {
    longest: 32,
    pattern: /^(?!internal-)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/,
    allowed: "letters, digits and -, neither first nor last a -, and not internal- at its start",
    source: model("elbv2", "CreateLoadBalancerInput, Name"),
  },
  repository: {
    longest: 256,
    pattern: /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/,
    allowed: "small letters, digits, . _ - and /",
    source: model("ecr", "RepositoryName"),
  },
  keyAlias: {
    longest: 256,
    prefix: "alias/",
    pattern: /^alias\/[a-zA-Z0-9/_-]+$/,
    allowed: "alias/ and letters, digits, / _ and -",
    source: model("kms", "AliasNameType"),
  },
  logGroup: {
    longest: 512,
    pattern: /^[.\-_/#A-Za-z0-9]+$/,
    allowed: "letters, digits and . - _ / #",
    source: model("logs", "LogGroupName"),
  },
  secret: {
    longest: 512,
    pattern: /^[A-Za-z0-9/_+=.@-]+$/,
    allowed: "letters, digits and / _ + = . @ -",
    source: model("secretsmanager", "CreateSecretRequest, Name"),
  },
  bucket: {
    longest: 63,
    pattern: /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
    allowed: "small letters, digits and -, at least 3 of them",
    source: "docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html; 2026-11-27",
  },
  /** The provider appends 26 digits. */
  bucketPrefix: {
    longest: 36,
    pattern: /^[a-z0-9][a-z0-9-]*$/,
    allowed: "small letters, digits and -",
    source: "docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html; 2026-11-27",
  },
  workgroup: {
    longest: 128,
    pattern: /^[a-zA-Z0-9._-]+$/,
    allowed: "letters, digits and . _ -",
    source: "docs.aws.amazon.com/athena/latest/APIReference/API_CreateWorkGroup.html; 2026-11-27",
  },
  glueRegistry: {
    longest: 255,
    pattern: /^[a-zA-Z0-9_$#.-]+$/,
    allowed: "letters, digits and _ $ # . -",
    source: "docs.aws.amazon.com/glue/latest/webapi/API_CreateRegistry.html; 2026-11-27",
  },
} as const satisfies Record<string, NameRule>;

export type NamedResource = keyof typeof nameRules;
const smallOnly: NamedResource[] = ["bucket", "bucketPrefix", "repository"];

/** Pulumi appends - and 7 hexadecimal digits to a logical name, where no name is given. */
export const AUTO_SUFFIX = 8;

/** What is wrong with a name, as a text that says what is allowed; undefined: nothing. */
export function nameProblem(kind: NamedResource, name: string): string | undefined {
  const { longest, pattern, allowed } = nameRules[kind];
  return name.length <= longest && pattern.test(name) ? undefined : `${allowed}, at most ${longest} characters`;
}

/**
 * A name that a service takes, always the same for the same parts: what others leave out becomes a dash, and a name that is too long ends in a
 * checksum of the whole, so that two of them differ.
 */
export function fitted(kind: NamedResource, ...parts: string[]): string {
  const { longest, prefix = "" }: NameRule = nameRules[kind];
  const room = longest - prefix.length;
  const whole = parts.join("-");
  const plain = whole
    .replace(/[^A-Za-z0-9-]+/g, "-")
    .replace(/-+/g, "-")
    .replace(/^-|-$/g, "");
  const lower = smallOnly.includes(kind) ? plain.toLowerCase() : plain;
  if (lower === whole && lower.length <= room) return `${prefix}${lower}`;
  const sum = createHash("sha256").update(whole).digest("hex").slice(0, 8);
  return `${prefix}${lower.slice(0, room - sum.length - 1).replace(/-$/, "")}-${sum}`;
}
