/** Prometheus as a process of this machine, with the project's own rules, scraping what the other components promise. */
import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import { type Transform, TributaryComponent } from "../component.ts";
import type { Args } from "../kafka/administered.ts";
import type { LogSource, MetricsSource } from "../kafka/cluster.ts";
import { Process, type ProcessInputs } from "../local/resources.ts";
import { ruleGroups } from "./rules.ts";
import { sourcesOf } from "./sources.ts";

export interface PrometheusArgs {
  /** Becomes the label `stack` of everything that is scraped. */
  stack: string;
  /** On 127.0.0.1. A change restarts it. */
  port: number;
  /** How long samples are kept, such as 7d. A change restarts it. */
  retention: string;
  /** Only sources of kind `scrape` are used. */
  metrics: MetricsSource[];
  /** Command that is looked up on PATH. Default: prometheus. */
  command?: string;
  transform?: { process?: Transform<Args<ProcessInputs>> };
}

const scrapeInterval = "15s";
const rulesFile = "config/rules.yml";
export class Prometheus extends TributaryComponent {
  static readonly token = "tributary:monitoring:Prometheus";
  readonly url: string;
  readonly logs: LogSource[] = [{ kind: "file", component: "prometheus", path: "logs/prometheus.log", format: "text" }];
  readonly nodes: { process: Process };

  constructor(name: string, args: PrometheusArgs, opts?: pulumi.ComponentResourceOptions) {
    const { metrics, ...shown } = args;
    super(Prometheus.token, name, shown, opts);
    this.url = `http://127.0.0.1:${args.port}`;
    const process = this.child(Process, "process", processInputs(args, this.url), {}, args.transform?.process);
    this.nodes = { process };
    this.finish({ url: this.url });
  }
}

function processInputs(
  { stack, port, retention, metrics, command = "prometheus" }: PrometheusArgs,
  url: string,
): Args<ProcessInputs> {
  const jobs = metrics.filter((source) => source.kind === "scrape");
  const config = pulumi.output(jobs).apply((sources) =>
    stringify({
      global: { scrape_interval: scrapeInterval, evaluation_interval: scrapeInterval },
      rule_files: [`{stack}/${rulesFile}`],
      scrape_configs: sources.map(({ job, path, targets, instances }) => ({
        job_name: job,
        metrics_path: path,
        static_configs: targets.map((target, index) => ({
          targets: [target],
          labels: { stack, ...(instances?.[index] === undefined ? {} : { instance: instances[index] }) },
        })),
      })),
    }),
  );
  const files = {
    "config/prometheus.yml": config,
    [rulesFile]: stringify({ groups: ruleGroups({ stack, sources: sourcesOf(metrics) }) }),
  };
  return {
    name: "prometheus",
    kind: "prometheus",
    command,
    args: [
      "--config.file={stack}/config/prometheus.yml",
      "--storage.tsdb.path={stack}/prometheus",
      `--storage.tsdb.retention.time=${retention}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    env: {},
    ports: { prometheus: port },
    portKeys: { prometheus: "local.ports.prometheus" },
    files: pulumi.output(files),
    ready: { kind: "http", url: `${url}/-/ready` },
    stopTimeoutMs: 10_000,
    waitReadyMs: 30_000,
  };
}
