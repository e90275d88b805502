/** Whether what the stack builds on answers: somebody else's brokers, and all that an `up` asks before it declares anything. */
import { connect as dial } from "node:net";
import { TributaryError } from "../../components/errors.ts";
import { askBefore } from "../before.ts";
import type { PodSettings } from "../pods/place.ts";
import type { Settings } from "../settings.ts";
import { type Finding, findingOf } from "./finding.ts";

const SUBJECT = "reach";
/** Milliseconds for a connection. */
const WITHIN_MS = 5_000;

/** @param today versions of the cluster that have ended by then are told */
export async function reachFindings(settings: Settings, stack: string, today: Date): Promise<Finding[]> {
  return await Promise.all([
    ...(settings.kafka.backend === "existing" ? settings.kafka.bootstrapServers.map(broker) : []),
    ...(settings.cloud === "local" ? [] : [before(settings, stack, today)]),
  ]);
}

/** TCP alone: who may log in is seen by the `up`. */
const broker = (address: string): Promise<Finding> =>
  findingOf(SUBJECT, async () => {
    const [, host, port] = /^(.+):(\d+)$/.exec(address)!;
    await new Promise<void>((resolve, reject) => {
      const socket = dial({ host: host!.replace(/^\[|\]$/g, ""), port: Number(port), timeout: WITHIN_MS });
      const end = (problem?: string) => {
        socket.destroy();
        if (problem === undefined) return resolve();
        const hint = "From inside its network only? Then run this there, or look at firewalls and the name.";
        reject(new TributaryError("TRB_KAFKA", `Broker ${address}: ${problem}.`, { hint }));
      };
      socket.once("connect", () => end());
      socket.once("timeout", () => end(`no answer within ${WITHIN_MS / 1000} s`));
      socket.once("error", ({ code, message }: NodeJS.ErrnoException) => end(code ?? message));
    });
    return `broker ${address} takes connections`;
  });

/** What the stack told at its last `up` only Pulumi knows. */
const before = (settings: PodSettings, stack: string, today: Date): Promise<Finding> =>
  findingOf(SUBJECT, async () => {
    const remarks: string[] = [];
    const caller = await askBefore(settings, stack, { askLast: async () => undefined }, today, (remark) =>
      remarks.push(remark),
    );
    const who = caller === undefined ? [] : [`AWS knows ${caller.principal} in account ${caller.account}`];
    return [...who, "what an `up` asks first stands in nobody's way", ...remarks].join("; ");
  });
