/** Every signal, by key. */
import { aroundSignals } from "./around.ts";
import { groupSignals } from "./groups.ts";
import { kafkaSignals } from "./kafka.ts";
import { machineSignals } from "./machines.ts";
import { trafficSignals } from "./traffic.ts";

export const signals = { ...kafkaSignals, ...trafficSignals, ...groupSignals, ...machineSignals, ...aroundSignals };
