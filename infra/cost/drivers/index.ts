/** All drivers of a stack. */
import { type Declared, type Drivers, together } from "../driver.ts";
import type { RequestRange } from "../requests.ts";
import { confluentDrivers } from "./confluent.ts";
import { eksDrivers } from "./eks.ts";
import { keyDrivers } from "./keys.ts";
import { mskDrivers } from "./msk.ts";
import { networkDrivers } from "./network.ts";
import { podDrivers } from "./pods.ts";
import { storageDrivers } from "./storage.ts";

export const driversOf = (declared: Declared, requests: RequestRange): Drivers =>
  together([
    mskDrivers(declared),
    confluentDrivers(declared),
    eksDrivers(declared, requests),
    networkDrivers(declared),
    keyDrivers(declared),
    storageDrivers(declared),
    podDrivers(declared, requests),
  ]);
