/**
 * In the operator's place, where there is none: calls Strimzi's objects ready, as an `up` waits for that. It judges nothing and makes
 * nothing of them.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Api, KubeObject } from "../control-plane/api.ts";

const KINDS = ["Kafka", "KafkaTopic", "KafkaUser"];
const ready = [{ type: "Ready", status: "True" }];

/** @returns stops it; rejects with what went wrong meanwhile */
export function callReady(api: Api): () => Promise<void> {
  let goesOn = true;
  const work = (async () => {
    while (goesOn) {
      for (const kind of KINDS)
        for (const object of await api.list("kafka.strimzi.io/v1", kind)) await answer(api, object, kind);
      await sleep(200);
    }
  })();
  // Told when it is stopped.
  work.catch(() => undefined);
  return async () => {
    goesOn = false;
    await work;
  };
}

async function answer(api: Api, object: KubeObject, kind: string): Promise<void> {
  const { generation, deletionTimestamp } = object.metadata;
  if (deletionTimestamp !== undefined || object["status"]?.observedGeneration === generation) return;
  const status = {
    conditions: ready,
    observedGeneration: generation,
    ...(kind === "Kafka" ? { clusterId: "stand-in" } : {}),
  };
  const path = await api.pathOf({ ...object, apiVersion: "kafka.strimzi.io/v1", kind });
  const body = { metadata: { resourceVersion: object.metadata["resourceVersion"] }, status };
  // Gone or changed in between: the next round sees what is there then.
  await api.send("PATCH", `${path}/status`, body, "application/merge-patch+json").catch((error) => {
    if (error.status !== 404 && error.status !== 409) throw error;
  });
}
