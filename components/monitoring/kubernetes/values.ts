/** Values of the chart kube-prometheus-stack, 88.6.1. */
import { apart } from "../../kubernetes/pods.ts";
import { type AlertRoutes, alertmanagerConfig, type Explained, secretsOf } from "../alertmanager.ts";
import { DISK_USED } from "./disk.ts";
import { strimziState } from "./resource-state.ts";
import type { PrometheusStackArgs, TraceQuery } from "./stack.ts";

/** Key of the label by which Grafana's sidecar finds dashboards. */
export const DASHBOARD_LABEL = "grafana_dashboard";

/** Grafana's first user: a Secret, and its keys. */
export const GRAFANA_LOGIN = { secret: "grafana-login", user: "user", password: "password" } as const;

export function stackValues(args: PrometheusStackArgs): object {
  const { imageRegistry, imagePullSecrets = [] } = args;
  return {
    crds: { enabled: false },
    // The chart's own rules are of etcd, schedulers and the like: theirs who run the cluster.
    defaultRules: { create: false },
    kubeControllerManager: { enabled: false },
    kubeEtcd: { enabled: false },
    kubeScheduler: { enabled: false },
    kubeProxy: { enabled: false },
    coreDns: { enabled: false },
    kubeApiServer: { enabled: false },
    // It wants the node's network and folders, which no namespace of the restricted standard gives; the kubelet tells of pods and volumes.
    nodeExporter: { enabled: false },
    global: {
      ...(imageRegistry === undefined ? {} : { imageRegistry }),
      imagePullSecrets: imagePullSecrets.map((name) => ({ name })),
    },
    prometheusOperator: operatorValues,
    prometheus: prometheusValues(args),
    alertmanager: args.routes ? alertmanagerValues(args, args.routes, args.explained) : { enabled: false },
    grafana: grafanaValues(args),
    "kube-state-metrics": args.strimzi ? strimziState() : {},
  };
}

/** Its webhooks are made trusted by hooks of Helm, which Pulumi does not run; what they would refuse, tests have seen before. */
const operatorValues = { admissionWebhooks: { enabled: false }, tls: { enabled: false } };

function prometheusValues({ retention, storage, storageClass, replicas, spread }: PrometheusStackArgs): object {
  return {
    networkPolicy: { enabled: false },
    prometheusSpec: {
      replicas,
      retention,
      // In MiB, as 0 GiB of a small disk would be no limit.
      retentionSize: `${Math.floor(storage * 1024 * DISK_USED)}MiB`,
      // Null says: every object there is, and not just those of the chart's release.
      ruleSelectorNilUsesHelmValues: false,
      serviceMonitorSelectorNilUsesHelmValues: false,
      podMonitorSelectorNilUsesHelmValues: false,
      probeSelectorNilUsesHelmValues: false,
      scrapeConfigSelectorNilUsesHelmValues: false,
      ...placed("prometheus", spread, replicas),
      storageSpec: {
        volumeClaimTemplate: {
          spec: {
            ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
            accessModes: ["ReadWriteOnce"],
            resources: { requests: { storage: `${storage}Gi` } },
          },
        },
      },
    },
  };
}

function alertmanagerValues(
  { replicas, spread }: PrometheusStackArgs,
  routes: AlertRoutes,
  explained: Explained,
): object {
  return {
    config: alertmanagerConfig(routes, explained),
    alertmanagerSpec: { replicas, secrets: secretsOf(routes), ...placed("alertmanager", spread, replicas) },
  };
}

function grafanaValues({ grafana, traces }: PrometheusStackArgs): object {
  if (!grafana) return { enabled: false };
  return {
    defaultDashboardsEnabled: false,
    // The chart would make another password each time that it is rendered.
    admin: { existingSecret: GRAFANA_LOGIN.secret, userKey: GRAFANA_LOGIN.user, passwordKey: GRAFANA_LOGIN.password },
    "grafana.ini": { analytics: { reporting_enabled: false, check_for_updates: false } },
    sidecar: { dashboards: { label: DASHBOARD_LABEL, labelValue: "1", searchNamespace: "ALL" } },
    ...(traces === undefined ? {} : { additionalDataSources: [dataSource(traces)] }),
  };
}

/** As Grafana provisions it. The tenant is no secret: it says whose traces are meant, and proves nothing. */
function dataSource({ kind, url, tenant }: TraceQuery): object {
  const header = tenant === undefined ? {} : { httpHeaderName1: "X-Scope-OrgID" };
  return {
    name: "Traces",
    uid: "tributary-traces",
    type: kind,
    access: "proxy",
    url,
    ...(tenant === undefined ? {} : { jsonData: header, secureJsonData: { httpHeaderValue1: tenant } }),
  };
}

const placed = (app: string, spread: PrometheusStackArgs["spread"], replicas: number) =>
  replicas > 1 ? apart({ "app.kubernetes.io/name": app }, spread) : {};
