/**
 * Stands around producer/eosManager: requests to the transaction coordinator that it definitely refused are repeated after a
 * short while, and coordinators are remembered, which kafkajs asks for before each of the four requests of a transaction.
 *
 * After a timeout or a lost connection nothing but the end of a transaction is repeated, and the producer must be replaced by one that
 * initialises anew. An end is asked for until its outcome is known, as to undo what may be committed by now is not safe: a coordinator
 * that was killed and is back may act on a decision that no other broker has, and its marker stand in one partition beside the other
 * outcome's in the rest (docs/verification.md). As a copy that arrives late would end a later transaction (KAFKA-17754), the producer
 * initialises anew after an end that was repeated: its new epoch shuts the copy out.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Internal } from "../modules.ts";
import { Sequences } from "./sequences.ts";

/** The coordinator is right, but not ready: it still completes the transaction before, or loads its state. */
const NOT_READY = ["CONCURRENT_TRANSACTIONS", "GROUP_LOAD_IN_PROGRESS"];
/** The coordinator is another one. */
const ELSEWHERE = ["NOT_COORDINATOR_FOR_GROUP", "GROUP_COORDINATOR_NOT_AVAILABLE"];
/** The coordinator may have done it nevertheless. */
const UNCLEAR = ["UNKNOWN", "REQUEST_TIMED_OUT"];
const methods = ["initProducerId", "addPartitionsToTxn", "addOffsetsToTxn", "endTxn"];

/** Milliseconds, as the Java client waits. */
const FIRST_PAUSE_MS = 20;
const MOST_PAUSE_MS = 500;
const GROWTH = 1.3;
const DEFAULT_TRANSACTION_TIMEOUT_MS = 60_000;

export interface EosOptions {
  cluster: Internal;
  transactionTimeout?: number;
  [option: string]: unknown;
}

/**
 * @param original kafkajs' eosManager
 * @param transactionType kafkajs' type of transaction coordinators
 */
export function createEosManager(original: (options: EosOptions) => Internal, transactionType: number) {
  return (options: EosOptions): Internal => {
    const { cluster, transactionTimeout = DEFAULT_TRANSACTION_TIMEOUT_MS } = options;
    const coordinators = new Coordinators(cluster);
    const ends = new Ends();
    const findGroupCoordinator = async (query: CoordinatorQuery): Promise<Internal> => {
      const broker = await coordinators.find(query);
      return query.coordinatorType === transactionType
        ? patient(broker, query, coordinators, ends, transactionTimeout)
        : overlay(broker, {
            txnOffsetCommit: (args: unknown) => coordinators.ask(query, broker, "txnOffsetCommit", args),
          });
    };
    return renewed(withSequences(original({ ...options, cluster: overlay(cluster, { findGroupCoordinator }) })), ends);
  };
}

interface CoordinatorQuery {
  groupId: string;
  coordinatorType?: number;
}

/** The brokers that coordinate groups and transactions, until one of them fails to answer as it should. */
class Coordinators {
  readonly #cluster: Internal;
  readonly #known = new Map<string, Internal>();

  constructor(cluster: Internal) {
    this.#cluster = cluster;
  }

  async find(query: CoordinatorQuery): Promise<Internal> {
    const name = nameOf(query);
    let broker = this.#known.get(name);
    if (broker === undefined || !broker.isConnected()) {
      broker = await this.#cluster.findGroupCoordinator(query);
      this.#known.set(name, broker);
    }
    return broker;
  }

  async ask(query: CoordinatorQuery, broker: Internal, method: string, args: unknown): Promise<unknown> {
    try {
      return await broker[method](args);
    } catch (error) {
      if (!NOT_READY.includes((error as Internal).type)) this.#known.delete(nameOf(query));
      throw error;
    }
  }
}

const nameOf = ({ groupId, coordinatorType = 0 }: CoordinatorQuery): string => `${coordinatorType} ${groupId}`;

function withSequences(manager: Internal): Internal {
  const sequences = new Sequences();
  const { initProducerId } = manager;
  return Object.assign(manager, {
    async initProducerId(): Promise<void> {
      await initProducerId();
      sequences.reset();
    },
    getSequence: (topic: string, partition: number): number => sequences.get(topic, partition),
    updateSequence(topic: string, partition: number, increment: number): void {
      if (manager.isInitialized()) sequences.move(topic, partition, increment);
    },
  });
}

/** Of transactions, as far as it is not known whether they came to the coordinator. */
class Ends {
  /** A copy of the last one may still be on its way. */
  repeated = false;
}

/** Initialises anew after an end that was repeated. */
function renewed(manager: Internal, ends: Ends): Internal {
  const whole = (end: () => Promise<void>) => async (): Promise<void> => {
    ends.repeated = false;
    await end();
    if (ends.repeated) await manager.initProducerId();
  };
  return Object.assign(manager, { commit: whole(manager.commit), abort: whole(manager.abort) });
}

/** A coordinator whose requests wait until it is ready; for as long as a transaction may take. */
function patient(
  broker: Internal,
  query: CoordinatorQuery,
  coordinators: Coordinators,
  ends: Ends,
  limitMs: number,
): Internal {
  const calls = methods.map((method) => {
    let current: Internal | undefined = broker;
    const call = async (args: unknown): Promise<unknown> => {
      const deadline = performance.now() + limitMs;
      for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * GROWTH, MOST_PAUSE_MS)) {
        try {
          current ??= await coordinators.find(query);
          return await coordinators.ask(query, current, method, args);
        } catch (error) {
          const inDoubt = method === "endTxn" && isUnknown(error as Internal);
          const { type } = error as Internal;
          const again = inDoubt || NOT_READY.includes(type) || ELSEWHERE.includes(type);
          if (!again || performance.now() + pause > deadline) throw error;
          if (inDoubt) ends.repeated = true;
          if (!NOT_READY.includes(type)) current = undefined;
          await sleep(pause);
        }
      }
    };
    return [method, call] as const;
  });
  return overlay(broker, Object.fromEntries(calls));
}

/** No broker has answered, or none that knows: kafkajs' errors have a type when a broker said what is wrong. */
function isUnknown({ name, type }: Internal): boolean {
  return String(name).startsWith("KafkaJS") && (type === undefined || UNCLEAR.includes(type));
}

/** The same object, but for some methods. */
function overlay(target: Internal, methods: Record<string, unknown>): Internal {
  return new Proxy(target, {
    get(_, name) {
      if (typeof name === "string" && Object.hasOwn(methods, name)) return methods[name];
      const value = target[name];
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
