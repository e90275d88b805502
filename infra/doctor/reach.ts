/** Whether what the stack builds on answers: somebody else's brokers, somebody else's cluster. */
import { connect as dial } from "node:net";
import { TributaryError } from "../../components/errors.ts";
import type { Settings } from "../settings.ts";
import { type Finding, findingOf, ok } from "./finding.ts";

const SUBJECT = "reach";
/** Milliseconds for a connection. */
const WITHIN_MS = 5_000;

/** @param today versions of the cluster that have ended by then are told */
export async function reachFindings(settings: Settings, stack: string, today: Date): Promise<Finding[]> {
  return await Promise.all([
    ...(settings.kafka.backend === "existing" ? settings.kafka.bootstrapServers.map(broker) : []),
    ...(settings.cloud === "kubernetes" ? [cluster(settings, stack, today)] : []),
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

async function cluster(
  settings: Extract<Settings, { cloud: "kubernetes" }>,
  stack: string,
  today: Date,
): Promise<Finding> {
  if (settings.kubernetes.look === "off") return ok(SUBJECT, "the cluster is not looked at: kubernetes.look is off");
  return await findingOf(SUBJECT, async () => {
    const { connect } = await import("../look/client.ts");
    const reader = await connect(settings.kubernetes.context);
    const { gitVersion } = await reader.get("/version");
    const { lookedAt } = await import("./look.ts");
    const remarks = await lookedAt(reader, settings, stack, today);
    return [`context ${reader.context}: Kubernetes ${gitVersion}, which can do what the settings ask`, ...remarks].join(
      "; ",
    );
  });
}
