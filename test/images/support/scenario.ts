/** What must hold of a platform in containers, whichever broker it has. */
import assert from "node:assert/strict";
import { idOf, loginEvents, ndjson } from "../../support/events.ts";
import type { Containers } from "./containers.ts";

/** Events by HTTP and broken ones past it, application and broker killed meanwhile; another client finds every one. */
export async function assertEventsThrough(platform: Containers): Promise<void> {
  const token = await platform.show("token");
  const reader = await platform.client("reader");
  const sent = loginEvents(platform.profile, 300);
  await platform.post(token, ndjson(sent.slice(0, 150)), "first");

  const broken = [
    { key: "b1", value: "not json at all" },
    { key: "b2", value: JSON.stringify({ ...sent[0]!.event, device_id: "b2", ip: "999.1.2.3" }) },
  ];
  const producer = (await platform.client("generator")).producer();
  await producer.connect();
  await producer.send({ topic: "login-events", messages: broken });
  await producer.disconnect();

  // Killed as a crash would, each is there again by Docker's own doing, and nothing that was accepted is missing.
  const [broker = ""] = platform.brokers;
  await Promise.all(["processor", "ingest", broker].map((service) => platform.crash(service)));
  await platform.post(token, ndjson(sent.slice(150)), "second");

  const ids = new Set(sent.map(({ id }) => id));
  const seen = new Set<string | undefined>();
  await platform.read(reader, "login-events-processed", (letters) => {
    for (const { value } of letters) seen.add(idOf(Buffer.from(value)));
    return [...ids].every((id) => seen.has(id));
  });
  assert.deepEqual(
    [...seen].filter((id) => !ids.has(id!)),
    [],
    "nothing else is in the output",
  );
  const dead = await platform.read(reader, "login-events-dead-letter", (letters) => letters.length >= broken.length);
  for (const { key, value } of broken) {
    const letter = dead.find((one) => one.key === key);
    assert.equal(letter?.value, value, "the original bytes are kept");
    assert.ok(Object.keys(letter!.headers).some((name) => /reason/.test(name)));
  }
}

/** What the engine was told, and what the process really has. */
export async function assertGuarded(platform: Containers): Promise<void> {
  for (const service of ["ingest", "processor", "registry", ...platform.brokers]) {
    const { Config, HostConfig } = await platform.inspect(service);
    assert.equal(Config.User, "10001:10001", service);
    assert.equal(HostConfig.ReadonlyRootfs, true, service);
    assert.deepEqual(HostConfig.CapDrop, ["ALL"], service);
    assert.equal(HostConfig.CapAdd, null, service);
    assert.ok(
      HostConfig.SecurityOpt.some((option: string) => option.startsWith("no-new-privileges")),
      service,
    );
  }
  const look = `
    const { readFileSync, writeFileSync } = require("fs");
    const wrote = ["/", "/tmp", "/srv", "/etc/tributary", "/var/cache/tributary", "/dev/shm"].filter((folder) => {
      try { writeFileSync(folder + "/probe", ""); return true; } catch { return false; } });
    const status = readFileSync("/proc/1/status", "utf8");
    const line = (name) => status.match(new RegExp("^" + name + ":\\\\s*(.*)$", "m"))[1].split(/\\s+/)[0];
    console.log(JSON.stringify({ wrote, user: line("Uid"), rights: line("CapEff"), more: line("NoNewPrivs") }));`;
  for (const service of ["ingest", "processor"]) {
    const { wrote, user, rights, more } = JSON.parse(await platform.evaluate(service, look));
    // /dev/shm is memory that Docker gives every container.
    assert.deepEqual(wrote, ["/var/cache/tributary", "/dev/shm"], service);
    assert.deepEqual([user, BigInt(`0x${rights}`), more], ["10001", 0n, "1"], service);
  }
}

/** No way in without TLS, with a wrong password, or to what a user has no right to. */
export async function assertRefused(platform: Containers): Promise<void> {
  const tries = {
    "a wrong password": await platform.client("reader", { password: "wrong" }),
    "a plain connection": await platform.client("reader", { ssl: false }),
  };
  for (const [what, kafka] of Object.entries(tries)) {
    const admin = kafka.admin();
    await assert.rejects(admin.connect(), what);
    await admin.disconnect().catch(() => undefined);
  }
  const producer = (await platform.client("reader")).producer();
  await producer.connect();
  const messages = [{ value: "{}" }];
  await assert.rejects(producer.send({ topic: "login-events", messages }), /not authorized|authoriz/i);
  await producer.disconnect();
}
