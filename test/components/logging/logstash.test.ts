/** Logstash's pipeline, held against its language: no Logstash can be had here, so that it has never run. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { logstashPipeline, variable } from "../../../components/logging/collect/logstash-pipeline.ts";
import { parsePipeline } from "./logstash-grammar.ts";

const args = {
  port: 5_044,
  tls: "/etc/tributary/tls",
  hosts: ["https://logging-es-http.tributary.svc:9200"],
  authority: "/etc/tributary/elasticsearch/ca.crt",
  user: variable("LOGS_USER"),
  password: variable("LOGS_PASSWORD"),
};

test("lines come by TLS on both sides and go to the data stream that each names, as a user of the environment", () => {
  const [beats, elasticsearch, ...more] = parsePipeline(logstashPipeline(args));
  assert.deepEqual(more, []);
  assert.deepEqual([beats!.section, beats!.name], ["input", "beats"]);
  assert.equal(beats!.attributes["ssl_client_authentication"], "required");
  assert.deepEqual(beats!.attributes["ssl_certificate_authorities"], ["/etc/tributary/tls/ca.crt"]);
  assert.equal(elasticsearch!.section, "output");
  const { user, password, data_stream, hosts } = elasticsearch!.attributes;
  assert.deepEqual([user, password, data_stream, hosts], [args.user, args.password, true, args.hosts]);
});

test("without an authority of its own it trusts those of Java; a quote, which no string of it can hold, is refused", () => {
  const [, elasticsearch] = parsePipeline(logstashPipeline({ ...args, authority: undefined }));
  assert.ok(!("ssl_certificate_authorities" in elasticsearch!.attributes));
  assert.throws(() => logstashPipeline({ ...args, tls: '/x"' }), /a quote cannot stand/);
});

test("what the grammar does not allow is refused, so that the tests above mean something", () => {
  const text = logstashPipeline(args);
  for (const [from, to] of [
    ["=> 5044", "5044"],
    ["input {", "inputs {"],
    ['"required"', '"required'],
    ["}\noutput", "output"],
  ] as const)
    assert.throws(() => parsePipeline(text.replace(from, to)), /expected/);
});
