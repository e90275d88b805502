/** Certificates against a real broker: replaced while a client runs, half replaced, expired on either side. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { connect } from "node:tls";
import { issue, makeAuthority } from "../../../../components/local/kafka/certificates.ts";
import type { KeyPair } from "../../../../components/local/kafka/pem.ts";
import { certificateEnds } from "../../../src/kafka/auth/certificate-ends.ts";
import { explainTlsError } from "../../../src/kafka/auth/certificates.ts";
import { client, logIn } from "./client.ts";
import { type SecureBroker, startSecureBroker } from "./secure-broker.ts";

const DAY_MS = 86_400_000;
let broker: SecureBroker;

before(
  async () => {
    broker = await startSecureBroker({ port: 22220 });
  },
  { timeout: 60_000 },
);
after(() => broker?.stop());

const put = ({ certificate, key }: KeyPair) => ({
  certificate: { active: broker.secret("client.crt", certificate) },
  key: { active: broker.secret("client.key", key) },
});
const own = (now?: Date, authority = broker.authority) => issue(authority, { commonName: "app", days: 1 }, now);

test("a certificate that is replaced is shown on the next connection, and one that is half replaced is not", async () => {
  const { kafka, access, logged } = client(broker.connectionTo("MTLS", { mechanism: "mtls", ...put(await own()) }));
  await logIn(kafka);

  // Of an authority that the broker does not know: that it is refused shows that it is the one in use.
  put(await own(undefined, await makeAuthority("another", 1)));
  await assert.rejects(logIn(kafka));
  assert.match(access.problems().join(), /127\.0\.0\.1:22223 (does not (take|trust)|says)/);

  const good = await own();
  put(good);
  await logIn(kafka);
  const ends = Object.fromEntries(certificateEnds());
  const left = (of: string) => (ends[of]! * 1000 - Date.now()) / DAY_MS;
  assert.ok(left("own") > 0.9 && left("own") < 1.1, `our certificate ends in ${left("own")} days`);
  assert.ok(left("broker") > 0 && left("authority") > 0, JSON.stringify(ends));
  assert.deepEqual(access.problems(), []);
  assert.match(logged(), /certificates were replaced/);

  broker.secret("client.key", (await own()).key);
  await logIn(kafka);
  broker.secret("client.crt", "-----BEGIN CERT");
  await logIn(kafka);
  assert.match(logged(), /certificates cannot be used as they are now/);
  assert.doesNotMatch(logged(), /PRIVATE KEY/);
});

test("our certificate has expired: a sentence with its name and date, until another takes its place", async () => {
  const auth = { mechanism: "mtls" as const, ...put(await own(new Date(Date.now() - 3 * DAY_MS))) };
  const { kafka, access } = client(broker.connectionTo("MTLS", auth));
  await assert.rejects(logIn(kafka), /Our certificate .*client\.crt has expired on 20\d\d-/);
  assert.match(access.problems().join(), /has expired on/);
  put(await own());
  await logIn(kafka);
  assert.deepEqual(access.problems(), []);
});

test("the broker itself says that our certificate has expired, when our clock does not", async () => {
  const { certificate: cert, key } = await own(new Date(Date.now() - 3 * DAY_MS));
  const error = await new Promise<NodeJS.ErrnoException>((resolve) => {
    const socket = connect({ host: "127.0.0.1", port: 22223, ca: broker.authority.certificate, cert, key });
    socket.on("error", resolve).resume();
  });
  assert.match(
    explainTlsError(error, "b:1") ?? error.message,
    /^Kafka at b:1 (says that our certificate has expired|does not take)/,
  );
});

test("the broker's certificate has expired, or there is no certificate of ours", async () => {
  const expired = client(broker.connectionTo("EXPIRED", { mechanism: "none" }));
  await assert.rejects(logIn(expired.kafka), /The certificate of Kafka at 127\.0\.0\.1:22227 has expired/);
  const none = client(broker.connectionTo("MTLS", { mechanism: "none" }));
  await assert.rejects(logIn(none.kafka));
  assert.match(none.access.problems().join(), /(wants a certificate of us|does not take our certificate)/);
});

test("TLS to a port that does not speak it", async () => {
  const connection = broker.connectionTo("TLS", { mechanism: "none" });
  const { kafka } = client({ ...connection, bootstrapServers: [broker.address] });
  await assert.rejects(
    logIn(kafka),
    /Kafka at 127\.0\.0\.1:22220 does not speak TLS|Client network socket disconnected/,
  );
});
