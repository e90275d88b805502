/** Who runs a stack on AWS: asked by a command line named aws, which here is a script. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { callerOf } from "../../../infra/clouds/aws/caller.ts";
import type { AwsSettings } from "../../../infra/clouds/aws/index.ts";

const settings = (account?: string, eks: object = { mode: "create", access: {} }) =>
  ({ aws: { region: "eu-central-1", account, eks } }) as AwsSettings;

/** @param script what aws does; undefined: there is none */
async function withAws<R>(script: string | undefined, body: () => Promise<R>): Promise<R> {
  const folder = mkdtempSync(join(tmpdir(), "tributary-aws-"));
  const before = process.env["PATH"];
  if (script !== undefined) writeFileSync(join(folder, "aws"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  process.env["PATH"] = script === undefined ? folder : `${folder}:${before}`;
  try {
    return await body();
  } finally {
    process.env["PATH"] = before;
    rmSync(folder, { recursive: true });
  }
}

const answers = (arn: string, role = "exit 254") => `case "$1" in
sts) echo '{"Account":"123456789012","Arn":"${arn}"}' ;;
*) ${role} ;;
esac`;

test("a user is told by its name, a session by its role's, with the path that only the role knows", async () => {
  const principal = async (script: string) => (await withAws(script, () => callerOf(settings()))).principal;
  assert.equal(await principal(answers("arn:aws:iam::123456789012:user/me")), "arn:aws:iam::123456789012:user/me");
  const session = "arn:aws:sts::123456789012:assumed-role/deployer/me";
  const role = "arn:aws:iam::123456789012:role/team/deployer";
  assert.equal(await principal(answers(session, `echo '{"Role":{"Arn":"${role}"}}'`)), role);
  assert.equal(
    await principal(answers(session)),
    "arn:aws:iam::123456789012:role/deployer",
    "who may not ask for roles",
  );
});

test("it is asked in the stack's region", async () => {
  const script = answers("arn:aws:iam::123456789012:user/me").replace(
    "case",
    'case " $* " in *" --region eu-central-1 "*) ;; *) exit 9;; esac\ncase',
  );
  assert.equal((await withAws(script, () => callerOf(settings()))).account, "123456789012");
});

test("without credentials one sentence says who said what, and how to get them", async () => {
  const script = `echo >&2; echo 'Unable to locate credentials. You can configure credentials by running "aws login".' >&2; exit 253`;
  await withAws(script, () =>
    assert.rejects(callerOf(settings()), (thrown: any) => {
      assert.equal(thrown.code, "TRB_CREDENTIALS_INVALID");
      assert.match(
        thrown.message,
        /^AWS in eu-central-1 knows nobody by the credentials of this run: Unable to locate credentials/,
      );
      assert.match(thrown.hint, /AWS_PROFILE/);
      return true;
    }),
  );
});

test("without the command line it is named", async () => {
  await withAws(undefined, () =>
    assert.rejects(callerOf(settings()), (thrown: any) => {
      assert.equal(thrown.code, "TRB_USAGE");
      assert.match(thrown.message, /aws, is not on PATH/);
      return true;
    }),
  );
});

test("credentials of another account are refused with both", async () => {
  const other = async () => ({ account: "210987654321", principal: "arn:other" });
  await assert.rejects(callerOf(settings("123456789012"), other), (thrown: any) => {
    assert.equal(thrown.code, "TRB_SETTINGS_INVALID");
    assert.match(thrown.message, /aws\.account is "123456789012"; allowed: 210987654321, the account of arn:other/);
    return true;
  });
  assert.deepEqual(await callerOf(settings(), other), await other());
});

test("who is not among those who may fill the cluster is refused with them, whatever the path of a role", async () => {
  const me = "arn:aws:iam::123456789012:role/deployer";
  const found = async (access: object, mode = "create") =>
    callerOf(settings(undefined, { mode, access }), async () => ({ account: "123456789012", principal: me })).then(
      ({ principal }) => principal,
      ({ code, message }) => `${code} ${message}`,
    );
  const mine = { principal: me, policy: "clusterAdmin" };
  const theirs = { principal: "arn:aws:iam::123456789012:role/theirs", policy: "clusterAdmin" };
  assert.equal(await found({}), me);
  assert.equal(await found({ theirs, mine }), me);
  assert.equal(await found({ mine: { ...mine, principal: "arn:aws:iam::123456789012:role/team/eu/deployer" } }), me);
  assert.equal(
    await found({ theirs }),
    `TRB_SETTINGS_INVALID The settings: aws.eks.access is theirs: ${theirs.principal}, clusterAdmin; allowed: an entry of ${me}, who runs this, with policy clusterAdmin and without namespaces, or other credentials: nobody else fills the cluster`,
  );
  assert.match(await found({ mine: { ...mine, namespaces: ["a", "b"] } }), /mine: .*, clusterAdmin in a, b; allowed/);
  assert.match(await found({ mine: { ...mine, policy: "view" } }), /^TRB_SETTINGS_INVALID/);
  assert.match(
    await found({ mine: { ...mine, principal: "arn:aws:iam::210987654321:role/deployer" } }),
    /^TRB_SETTINGS_INVALID/,
  );
  assert.match(await found({ mine: { ...mine, principal: me.replace("role", "user") } }), /^TRB_SETTINGS_INVALID/);
  assert.equal(await found({ theirs }, "existing"), me, "whose entries are not the stack's");
});
