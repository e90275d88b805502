/** Prometheus, Alertmanager and Grafana by the chart kube-prometheus-stack, in a namespace of their own. */
import type { CustomResourceDefinition } from "@pulumi/kubernetes/apiextensions/v1/customResourceDefinition.js";
import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import type { Chart } from "@pulumi/kubernetes/helm/v4/chart.js";
import type { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy.js";
import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword.js";
import type { ArgsOf, Transform } from "../../component.ts";
import { ChartedOperator, type Place } from "../../kubernetes/chart.ts";
import type { NameServer } from "../../kubernetes/dns.ts";
import { labelsOf } from "../../kubernetes/names.ts";
import type { Spread } from "../../kubernetes/pods.ts";
import type { Peer } from "../../kubernetes/policy-rules.ts";
import type { AlertRoutes, Explained } from "../alertmanager.ts";
import { prometheusDefinitions } from "./definitions.ts";
import { prometheusRules } from "./policies.ts";
import { GRAFANA_LOGIN, stackValues } from "./values.ts";

/** Who answers questions for traces. */
export interface TraceQuery {
  kind: "jaeger" | "tempo";
  url: string;
  /** Ports that it answers at. */
  ports: readonly number[];
  /** Of Tempo: whose traces they are. Default: it does not keep several apart. */
  tenant?: string | undefined;
}

export interface PrometheusStackArgs {
  /** Version of the chart; the definitions are of the operator in it. */
  version: string;
  /** Where it runs; made here. */
  namespace: string;
  tags: Record<string, string>;
  /** Copies of Prometheus and of Alertmanager, each of which knows everything. */
  replicas: number;
  spread: Spread;
  /** How long samples are kept, such as 7d. */
  retention: string;
  /** GiB of each Prometheus' disk; the oldest samples go when 85 % of it are full. */
  storage: number;
  /** Default: the cluster's own. */
  storageClass?: string | undefined;
  /** Whether people get a Grafana. */
  grafana: boolean;
  /** Who is told of alerts. Undefined: nobody, and there is no Alertmanager. */
  routes?: AlertRoutes | undefined;
  /** What explains other alerts. */
  explained: Explained;
  /** Whether kube-state-metrics tells of Strimzi's resources, too. */
  strimzi: boolean;
  /** Ports of the pages that are read. */
  pages: readonly number[];
  /** Ports that receivers of alerts answer at. */
  receivers: readonly number[];
  /** Who asks Prometheus, such as KEDA. */
  clients: Peer[];
  /** Where Grafana asks for traces. Default: nowhere. */
  traces?: TraceQuery | undefined;
  /** Ports of Kubernetes' API server. Default: 443 and 6443. */
  apiPorts?: readonly number[];
  /** Who answers questions for names besides those that clusters have by themselves. Default: nobody. */
  dns?: readonly NameServer[];
  /** Address of the charts, https:// or oci://. Default: the community's own. */
  repository?: string;
  /** Host that images come from. Default: theirs. */
  imageRegistry?: string;
  /** Names of Secrets of that namespace that images are pulled with. Default: none. */
  imagePullSecrets?: string[];
  transform?: {
    definition?: Transform<ArgsOf<typeof CustomResourceDefinition>>;
    policy?: Transform<ArgsOf<typeof NetworkPolicy>>;
    chart?: Transform<object>;
  };
}

/** README of the chart, "Usage". */
const REPOSITORY = "https://prometheus-community.github.io/helm-charts";

export class PrometheusStack extends ChartedOperator {
  static readonly token = "tributary:monitoring:PrometheusStack";
  /** What monitors and rules depend on. */
  readonly ready: pulumi.Resource[];
  readonly nodes: Place & {
    definitions: Record<string, CustomResourceDefinition>;
    /** Undefined: there is no Grafana. */
    login: { password: RandomPassword; secret: Secret } | undefined;
    chart: Chart;
  };

  constructor(name: string, args: PrometheusStackArgs, opts?: pulumi.ComponentResourceOptions) {
    super(PrometheusStack.token, name, args, opts);
    const { version, repository = REPOSITORY, transform } = args;
    const place = this.placeOf(args, prometheusRules(args), transform?.policy);
    const definitions = this.definitions(prometheusDefinitions(), transform?.definition);
    const login = args.grafana ? this.#login(args, place) : undefined;
    const after = login ? [login.secret] : [];
    const spec = { chart: "kube-prometheus-stack", version, repository, values: stackValues(args), after };
    const chart = this.chart("chart", spec, place, definitions, transform?.chart);
    this.nodes = { ...place, definitions, login, chart };
    this.ready = [...Object.values(definitions), chart];
    this.finish();
  }

  /** Who administers Grafana at first. */
  #login({ tags }: PrometheusStackArgs, { guard }: Place) {
    const password = this.child(RandomPassword, "grafana-password", { length: 32, special: false });
    const metadata = { name: GRAFANA_LOGIN.secret, namespace: guard.namespace, labels: labelsOf(tags) };
    const stringData = pulumi.secret({ [GRAFANA_LOGIN.user]: "admin", [GRAFANA_LOGIN.password]: password.result });
    return { password, secret: this.child(Secret, "grafana-login", { metadata, stringData }) };
  }
}
