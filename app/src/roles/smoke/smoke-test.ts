/**
 * One event through ingest's HTTP API and one broken record straight into the input topic, as ingest refuses what is broken: the one is
 * found processed, the other dead-lettered, and both counted.
 */
import type { Log } from "../../log.ts";
import { HEADER } from "../../record/headers.ts";
import type { SmokeConfig } from "./config.ts";
import { growth, readPages, silent } from "./counters.ts";
import { brokenRecord, goodEvent, newCorrelationId } from "./events.ts";
import { sendEvent } from "./ingest.ts";
import { type Ends, SmokeKafka } from "./kafka.ts";
import type { SmokeReport } from "./report.ts";
import { Trial } from "./trial.ts";

/**
 * Never rejects for what it finds: the report tells.
 * @param stop ends it before its deadline. Default: nobody does
 */
export async function smokeTest(config: SmokeConfig, log: Log, stop?: AbortSignal): Promise<SmokeReport> {
  const { connection, ingest, topics, metrics, deadlineSeconds } = config;
  const trial = new Trial(newCorrelationId(), deadlineSeconds, stop);
  const { correlationId, signal } = trial;
  const kafka = new SmokeKafka(connection, log);
  const pages = () => Promise.all([readPages(metrics.ingest), readPages(metrics.processor)] as const);
  const access = `kafka.access.${connection.principal}`;
  try {
    const counted = pages();
    const opened = await trial.step(
      "kafka",
      "Kafka did not let the test in",
      `${access}, and the brokers at ${connection.bootstrapServers.join(",")}`,
      async () => {
        await kafka.open(topics.input);
        return true;
      },
    );
    // Before anything is sent: what comes later lies behind these.
    const ends = opened !== undefined && {
      output: settled(kafka.ends(topics.output)),
      deadLetter: settled(kafka.ends(topics.deadLetter)),
    };
    const [before] = await Promise.all([counted, ...(ends ? [ends.output, ends.deadLetter] : [])] as const);

    const event = goodEvent();
    const good = async (): Promise<{ sent: boolean; processed: boolean }> => {
      const partition = await trial.step(
        "ingest",
        "ingest did not take the event",
        "the log and /ready of ingest",
        () => sendEvent(ingest, event, correlationId, signal),
      );
      if (partition === undefined || !ends) return { sent: partition !== undefined, processed: false };
      const record = await trial.step(
        "processed",
        `the event was not processed to ${topics.output}`,
        `the log and /ready of the processors, and the right of ${access} to read ${topics.output}`,
        async () => kafka.find(known(await ends.output), partition, correlationId, signal),
      );
      return { sent: true, processed: record !== undefined };
    };
    const broken = async (): Promise<string | undefined> => {
      if (!ends) return undefined;
      let written: Promise<number> | undefined;
      const record = await trial.step(
        "dead-lettered",
        `the broken record was not dead-lettered to ${topics.deadLetter}`,
        `the log of the processors, their right to write to ${topics.deadLetter}, and those of ${access}`,
        async () => {
          const from = known(await ends.deadLetter);
          // Once: a second one would only be more of the same.
          written ??= kafka.write(topics.input, brokenRecord(correlationId));
          const partition = await written.catch((error: unknown) => {
            written = undefined;
            throw error;
          });
          return kafka.find(from, partition, correlationId, signal);
        },
      );
      return record && String(record.headers[HEADER.deadLetterReason]);
    };
    const [{ sent, processed }, reason] = await Promise.all([good(), broken()]);

    const wanted = [
      ...(sent ? [["ingest", "tributary_ingest_accepted_total", ""] as const] : []),
      ...(processed ? [["processor", "tributary_events_processed_total", ""] as const] : []),
      ...(reason ? [["processor", "tributary_events_dead_lettered_total", `reason="${reason}"`] as const] : []),
    ];
    if (wanted.length > 0) {
      await trial.step(
        "counted",
        "not all was counted",
        "/metrics of ingest and of the processors, and who may reach it",
        async () => {
          const [ofIngest, ofProcessor] = await pages();
          const now = { ingest: ofIngest, processor: ofProcessor };
          const then = { ingest: before[0], processor: before[1] };
          const missing = wanted.filter(([role, name, label]) => growth(then[role], now[role], name, label) < 1);
          if (missing.length === 0) return true;
          const names = missing.map(([, name, label]) => (label === "" ? name : `${name}{${label}}`));
          const dumb = [...new Set([...before, ofIngest, ofProcessor].flatMap(silent))];
          throw new Error(
            `${names.join(" and ")} did not grow${dumb.length === 0 ? "" : `, and ${dumb.join(" and ")} did not answer`}`,
          );
        },
      );
    }
    return trial.report();
  } finally {
    await trial.settled();
    await kafka.close();
  }
}

type Settled = { ends: Ends } | { error: unknown };

/** Told by the step that needs it. */
const settled = (asked: Promise<Ends>): Promise<Settled> =>
  asked.then(
    (ends) => ({ ends }),
    (error: unknown) => ({ error }),
  );

function known(found: Settled): Ends {
  if ("error" in found) throw found.error;
  return found.ends;
}
