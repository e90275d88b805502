/** A context means the cluster and the credentials that kubectl would take. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, describe, test } from "node:test";
import { credentialsOf } from "../../../infra/look/credentials.ts";
import { accessOf, type UserEntry } from "../../../infra/look/kubeconfig.ts";

const folder = mkdtempSync(join(tmpdir(), "tributary-kubeconfig-"));
after(() => rmSync(folder, { recursive: true }));

function written(name: string, content: unknown, mode = 0o600): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content), { mode });
  return file;
}

const config = (name: string, user: UserEntry = { token: `token-of-${name}` }) => ({
  "current-context": name,
  contexts: [{ name, context: { cluster: name, user: name } }],
  clusters: [{ name, cluster: { server: `https://${name}.example.com` } }],
  users: [{ name, user }],
});

describe("contexts", () => {
  const first = written("first", config("one"));
  const second = written("second", {
    ...config("two"),
    clusters: [...config("two").clusters, { name: "one", cluster: { server: "https://later" } }],
  });
  const env = { KUBECONFIG: [first, join(folder, "missing"), second].join(delimiter) };

  test("the current one is that of the first file, and of two of a name the first counts", () => {
    const { context, cluster, user } = accessOf(undefined, env);
    assert.deepEqual([context, cluster.server, user.token], ["one", "https://one.example.com", "token-of-one"]);
  });

  test("one that is named may stand in any of them", () => {
    assert.equal(accessOf("two", env).cluster.server, "https://two.example.com");
  });

  test("one that is not there is told, with those that are", () => {
    const message = 'kubernetes.context is "three"; allowed: a context of the kubeconfig, which has one, two';
    assert.throws(() => accessOf("three", env), { code: "TRB_CLUSTER_UNREACHABLE", message });
  });

  test("without any file there is no cluster, and in a pod there is its own", () => {
    const none = { KUBECONFIG: join(folder, "missing") };
    assert.throws(() => accessOf(undefined, none), /No cluster is known.*kubernetes\.context/);
    const { context, cluster, user } = accessOf(undefined, {
      ...none,
      KUBERNETES_SERVICE_HOST: "fd00::1",
      KUBERNETES_SERVICE_PORT: "443",
    });
    assert.deepEqual([context, cluster.server], ["of this pod", "https://[fd00::1]:443"]);
    assert.match(user.tokenFile!, /serviceaccount\/token$/);
  });

  test("a file that is no YAML is told without what stands in it", () => {
    const file = written("broken", 'users: [{ token: "s3cret"');
    assert.throws(
      () => accessOf(undefined, { KUBECONFIG: file }),
      (error: Error) => /cannot be read as YAML/.test(error.message) && !error.message.includes("s3cret"),
    );
  });

  test("paths are those of the file's folder", () => {
    const file = written(
      "relative",
      config("relative", { "client-certificate": "a/client.crt", exec: { apiVersion: "v1", command: "./plugin" } }),
    );
    const { user } = accessOf(undefined, { KUBECONFIG: file });
    assert.deepEqual(
      [user["client-certificate"], user.exec?.command],
      [join(folder, "a/client.crt"), join(folder, "plugin")],
    );
  });
});

describe("credentials", () => {
  const cluster = {
    server: "https://one.example.com",
    "certificate-authority-data": Buffer.from("ca").toString("base64"),
  };
  const of = (user: UserEntry, more: object = {}) =>
    credentialsOf({ context: "one", cluster: { ...cluster, ...more }, user });

  test("a token, a file with one, a name with a password, a certificate", async () => {
    assert.equal((await of({ token: "abc" })).authorization, "Bearer abc");
    assert.equal((await of({ tokenFile: written("token", "from-file\n") })).authorization, "Bearer from-file");
    assert.equal(
      (await of({ username: "ann", password: "b" })).authorization,
      `Basic ${Buffer.from("ann:b").toString("base64")}`,
    );
    const { tls, authorization } = await of({
      "client-certificate": written("crt", "cert"),
      "client-key-data": Buffer.from("key").toString("base64"),
    });
    assert.deepEqual(
      [tls.ca, tls.cert, tls.key, authorization],
      [Buffer.from("ca"), Buffer.from("cert"), Buffer.from("key"), undefined],
    );
    assert.equal(tls.rejectUnauthorized, true);
    assert.equal((await of({}, { "insecure-skip-tls-verify": true })).tls.rejectUnauthorized, false);
  });

  const plugin = (script: string): UserEntry => {
    const command = written("plugin", `#!${process.execPath}\n${script}`, 0o700);
    return {
      exec: {
        apiVersion: "client.authentication.k8s.io/v1",
        command,
        args: ["get"],
        env: [{ name: "WHO", value: "ann" }],
        provideClusterInfo: true,
      },
    };
  };

  test("a plugin is asked by its protocol, and its token is used", async () => {
    const script = `const { spec } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
      const token = [process.env.WHO, process.argv[2], spec.interactive, spec.cluster.server].join("|");
      console.log(JSON.stringify({ kind: "ExecCredential", status: { token } }));`;
    assert.equal((await of(plugin(script))).authorization, "Bearer ann|get|false|https://one.example.com");
  });

  test("a plugin that fails is told without a word of what it said", async () => {
    const failing = of(plugin('console.error("s3cret"); process.exit(7)'));
    await assert.rejects(failing, (error: any) => {
      assert.equal(error.code, "TRB_CLUSTER_FORBIDDEN");
      assert.match(error.message, /plugin failed \(7\): log in anew, or name another context in kubernetes\.context/);
      assert.doesNotMatch(error.message, /s3cret/);
      return true;
    });
    await assert.rejects(of({ exec: { apiVersion: "v1", command: "tributary-no-such-plugin" } }), /failed \(ENOENT\)/);
    await assert.rejects(of(plugin("console.log('no JSON')")), /an answer that is no credential/);
  });

  test("what the look cannot do says how to go without it", async () => {
    await assert.rejects(of({}, { "proxy-url": "http://proxy:3128" }), /kubernetes\.look: off/);
    await assert.rejects(of({ "auth-provider": { name: "gcp" } }), /auth-provider gcp/);
  });
});
