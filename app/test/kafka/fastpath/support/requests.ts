/** Random produce requests of every kind that kafkajs accepts. */
import { Random } from "./random.ts";

const NOW = 1_800_000_000_000;

function size(random: Random): number {
  return random.pick([0, 1, 5, 23, 24, 25, 63, 64, 65, 127, 128, 182, 300, random.chance(0.02) ? 20_000 : 8]);
}

function bytesOrText(random: Random): Buffer | string {
  return random.chance(0.5) ? random.bytes(size(random)) : random.text(size(random));
}

function maybe(random: Random): Buffer | string | null | undefined {
  const chance = random.next();
  return chance < 0.1 ? null : chance < 0.15 ? undefined : bytesOrText(random);
}

function headers(random: Random): Record<string, unknown> | undefined {
  if (random.chance(0.5)) return undefined;
  const made: Record<string, unknown> = {};
  const count = random.chance(0.02) ? 80 : random.below(5);
  for (let index = 0; index < count; index += 1) {
    const name = random.chance(0.1)
      ? random.pick(["toString", "", "constructor", "ключ"])
      : `h${random.text(3)}${index}`;
    made[name] = random.chance(0.25)
      ? Array.from({ length: random.below(4) }, () => bytesOrText(random))
      : bytesOrText(random);
  }
  return made;
}

function timestamp(random: Random, kind: string): unknown {
  const near = NOW + random.below(100_000) - 50_000;
  switch (kind) {
    case "none":
      return undefined;
    case "number":
      return near;
    case "text":
      return String(near);
    case "mixed":
      return random.pick([undefined, null, near, String(near)]);
    case "far":
      return random.pick([
        0,
        1,
        99,
        "1000",
        5_000_000_000,
        NOW * 1000,
        "12345678901234567",
        2 ** 52,
        9_007_199_254_740_991,
      ]);
    default:
      return random.pick([-1, "0", 0, "-5", 123n, "1e3"]);
  }
}

export interface Wanted {
  acks: number;
  timeout: number;
  compression?: number;
  transactionalId?: string | null;
  producerId?: unknown;
  producerEpoch?: number;
  topicData: { topic: string; partitions: Record<string, unknown>[] }[];
}

/** The request that belongs to a seed. */
export function randomRequest(seed: number): Wanted {
  const random = new Random(seed);
  const shared = headers(random);
  const kind = random.pick(["none", "none", "number", "text", "mixed", "far", random.chance(0.1) ? "odd" : "none"]);
  const message = (): Record<string, unknown> => {
    const made: Record<string, unknown> = { key: maybe(random), value: maybe(random) };
    const time = timestamp(random, kind);
    if (time !== undefined) made["timestamp"] = time;
    const own = random.chance(0.3) ? shared : headers(random);
    if (own !== undefined) made["headers"] = own;
    if (random.chance(0.3)) made["partition"] = 3;
    return made;
  };
  const partition = (index: number): Record<string, unknown> => ({
    partition: index * random.below(50),
    ...(random.chance(0.7) ? { firstSequence: random.pick([0, 7, 2 ** 31 - 1]) } : {}),
    messages: Array.from(
      { length: random.chance(0.05) ? 0 : 1 + random.below(random.chance(0.05) ? 300 : 12) },
      message,
    ),
  });
  const wanted: Wanted = {
    acks: random.pick([-1, 0, 1]),
    timeout: random.pick([30_000, 1, 2 ** 31 - 1]),
    topicData: Array.from({ length: random.below(4) }, (_, index) => ({
      topic: `topic-${index}${random.text(random.below(30))}`,
      partitions: Array.from({ length: random.below(4) }, (_, each) => partition(each)),
    })),
  };
  if (random.chance(0.4)) wanted.compression = random.below(5);
  if (random.chance(0.5)) wanted.transactionalId = random.pick([null, "", "tx", "трансакция"]);
  if (random.chance(0.7)) wanted.producerId = random.pick([-1, "-1", "4711", 12, "9007199254740993", { value: 5n }]);
  if (random.chance(0.7)) wanted.producerEpoch = random.pick([0, 3, 32_767]);
  return wanted;
}

/** Frozen for a comparison, as the time of a message without one is that of its encoding. */
export async function atFixedTime<T>(work: () => Promise<T>): Promise<T> {
  const { now } = Date;
  Date.now = () => NOW;
  try {
    return await work();
  } finally {
    Date.now = now;
  }
}
