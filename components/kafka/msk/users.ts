/** Principals with SCRAM: for each generation a user, its secret as MSK demands it, and its association with the cluster. */
import { SingleScramSecretAssociation } from "@pulumi/aws/msk/singleScramSecretAssociation.js";
import { Secret } from "@pulumi/aws/secretsmanager/secret.js";
import { SecretPolicy } from "@pulumi/aws/secretsmanager/secretPolicy.js";
import { SecretVersion } from "@pulumi/aws/secretsmanager/secretVersion.js";
import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword.js";
import type { ConnectionAuth, SecretRef } from "../../../app/src/connection.ts";
import type { MakeChild } from "../../component.ts";
import { kubeName } from "../../kubernetes/names.ts";
import { generationKey, generationRole, secretRole } from "../../secrets/kubernetes/source.ts";
import type { AccessSpec } from "../cluster.ts";
import type { MskCommonArgs } from "./args.ts";
import { externalSecret, podSecret } from "./pod-secret.ts";
import { generationsOf, userName } from "./principals.ts";

const PASSWORD_LENGTH = 32;
/** Days in which a deleted secret can be had back; without them its name is taken for as long. */
const RECOVERY_DAYS = 30;

export interface ScramUser {
  password: RandomPassword;
  secret: Secret;
  version: SecretVersion;
  policy: SecretPolicy;
  association: SingleScramSecretAssociation;
}

export interface ScramPrincipal {
  /** By what Kafka calls them. */
  users: Record<string, ScramUser>;
  /** What pods mount. */
  mounted: pulumi.CustomResource;
}

export const secretName = (clusterName: string, user: string): string => `AmazonMSK_${clusterName}-${user}`;
const mountedName = (component: string, principal: string) => `${component}-password-${kubeName(principal)}`;

/** @param component name of the cluster's component */
export function scramPrincipal(
  child: MakeChild,
  component: string,
  principal: string,
  spec: AccessSpec,
  args: MskCommonArgs,
  clusterArn: pulumi.Output<string>,
): ScramPrincipal {
  const { pods, tags, externalSecrets } = args;
  const generations = generationsOf(spec);
  const users = Object.fromEntries(
    generations.map((generation) => [
      userName(principal, generation),
      scramUser(child, principal, generation, args, clusterArn),
    ]),
  );
  const credential = { kind: "password", of: principal } as const;
  const mounted = {
    role: secretRole(credential),
    name: mountedName(component, principal),
    namespace: pods.namespace,
    tags,
  };
  const byKey = <V>(make: (made: ScramUser, user: string) => V) =>
    Object.fromEntries(
      generations.map((generation) => {
        const user = userName(principal, generation);
        return [generationKey(credential, generation), make(users[user]!, user)];
      }),
    );
  if (externalSecrets === undefined)
    return { users, mounted: podSecret(child, { ...mounted, values: byKey(({ password }) => password.result) }) };
  const remotes = byKey((_, user) => ({ key: secretName(args.clusterName, user), property: "password" }));
  const written = Object.values(users).map(({ version }) => version);
  return { users, mounted: externalSecret(child, mounted, remotes, externalSecrets, written) };
}

function scramUser(
  child: MakeChild,
  principal: string,
  generation: number,
  { clusterName, keys, protection, tags, transform }: MskCommonArgs,
  clusterArn: pulumi.Output<string>,
): ScramUser {
  const user = userName(principal, generation);
  const password = child(RandomPassword, generationRole({ kind: "password", of: principal }, generation), {
    length: PASSWORD_LENGTH,
    special: false,
  });
  const secret = child(
    Secret,
    `secret-${user}`,
    {
      name: secretName(clusterName, user),
      description: `Kafka user ${user} of ${clusterName}`,
      kmsKeyId: keys.secrets,
      recoveryWindowInDays: protection ? RECOVERY_DAYS : 0,
      tags,
    },
    {},
    transform?.secret,
  );
  const version = child(SecretVersion, `secret-value-${user}`, {
    secretId: secret.id,
    secretString: pulumi.secret(pulumi.jsonStringify({ username: user, password: password.result })),
  });
  const policy = child(SecretPolicy, `secret-policy-${user}`, {
    secretArn: secret.arn,
    policy: pulumi.jsonStringify(readByMsk(secret.arn)),
  });
  // One a user: the resource for all of them would take away those that others have associated.
  const association = child(
    SingleScramSecretAssociation,
    `association-${user}`,
    { clusterArn, secretArn: secret.arn },
    { dependsOn: [version, policy] },
  );
  return { password, secret, version, policy, association };
}

/** Word for word what MSK would add itself, which would be a difference for ever (@pulumi/aws 7.48.0, msk.ScramSecretAssociation). */
function readByMsk(secret: pulumi.Output<string>) {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AWSKafkaResourcePolicy",
        Effect: "Allow",
        Principal: { Service: "kafka.amazonaws.com" },
        Action: "secretsmanager:getSecretValue",
        Resource: secret,
      },
    ],
  };
}

/** The generation in use, and the former one, which logs in for as long as MSK has not learnt the other. */
export function scramAuth(component: string, principal: string, spec: AccessSpec): ConnectionAuth {
  const [generation, former] = generationsOf(spec) as [number, number?];
  const ref = (of: number): SecretRef => ({
    store: "kubernetes",
    name: mountedName(component, principal),
    key: generationKey({ kind: "password" }, of),
  });
  return {
    mechanism: "scram-sha-512",
    username: userName(principal, generation),
    password: { active: ref(generation), ...(former === undefined ? {} : { retiring: ref(former) }) },
    ...(former === undefined ? {} : { retiringUsername: userName(principal, former) }),
  };
}
