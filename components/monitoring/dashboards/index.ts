/** Every dashboard. */
import { application } from "./application.ts";
import { brokers } from "./brokers.ts";
import { capacity } from "./capacity.ts";
import { cost } from "./cost.ts";
import { cruiseControl } from "./cruise-control.ts";
import type { Dashboard } from "./dashboard.ts";
import { groups } from "./groups.ts";
import { jvm } from "./jvm.ts";
import { logs } from "./logs.ts";
import { mirror } from "./mirror.ts";
import { overview } from "./overview.ts";
import { registry } from "./registry.ts";
import { slos } from "./slos.ts";
import { topics } from "./topics.ts";

export const dashboards: readonly Dashboard[] = [
  overview,
  brokers,
  topics,
  groups,
  application,
  registry,
  mirror,
  cruiseControl,
  jvm,
  capacity,
  cost,
  logs,
  slos,
];
