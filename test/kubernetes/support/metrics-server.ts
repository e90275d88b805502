/**
 * Stands in for metrics-server: what each pod uses is said by the test, as KWOK's pods use nothing. Who decides by it, Kubernetes' own
 * autoscaler, is real.
 */
import { createServer, type Server } from "node:https";
import { until } from "../../../app/test/integration/processes.ts";
import { servedHere } from "../control-plane/aggregation.ts";
import type { ControlPlane } from "../control-plane/control-plane.ts";

const GROUP = "metrics.k8s.io";
const ROOT = `/apis/${GROUP}/v1beta1`;

/** Of a pod. */
export interface Usage {
  /** thousandths */
  cpuMillis: number;
  memoryMi: number;
}

export class MetricsServer {
  readonly #plane: ControlPlane;
  #server: Server | undefined;
  /** Of every pod, until it is said otherwise. */
  usage: Usage = { cpuMillis: 0, memoryMi: 0 };

  private constructor(plane: ControlPlane) {
    this.#plane = plane;
  }

  static async start(plane: ControlPlane, port: number): Promise<MetricsServer> {
    const metrics = new MetricsServer(plane);
    const { pair, objects } = await servedHere(GROUP, { name: "metrics-server", namespace: "kube-system", port });
    metrics.#server = createServer({ cert: pair.certificate, key: pair.key }, (request, response) => {
      void metrics.#answer(new URL(request.url ?? "/", "https://localhost")).then((body) => {
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => metrics.#server!.listen(port, "127.0.0.1", resolve));
    for (const object of objects) await plane.api.apply(object);
    await until("metrics are served", 30, async () => (await plane.api.send("GET", ROOT)).resources.length > 0);
    return metrics;
  }

  async dispose(): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  async #answer({ pathname, searchParams }: URL): Promise<object> {
    const [, namespace] = /\/namespaces\/([^/]+)\/pods$/.exec(pathname) ?? [];
    if (namespace === undefined) return discovery;
    const selector = new URLSearchParams({ labelSelector: searchParams.get("labelSelector") ?? "" });
    const path = `/api/v1/namespaces/${namespace}/pods?${selector}`;
    const { items } = (await this.#plane.api.send("GET", path)) as { items: any[] };
    const now = new Date().toISOString();
    const { cpuMillis, memoryMi } = this.usage;
    return {
      kind: "PodMetricsList",
      apiVersion: `${GROUP}/v1beta1`,
      metadata: {},
      items: items.map(({ metadata, spec }) => ({
        metadata: { name: metadata.name, namespace, labels: metadata.labels },
        timestamp: now,
        window: "1s",
        containers: spec.containers.map(({ name }: any) => ({
          name,
          usage: { cpu: `${cpuMillis}m`, memory: `${memoryMi}Mi` },
        })),
      })),
    };
  }
}

const discovery = {
  kind: "APIResourceList",
  apiVersion: "v1",
  groupVersion: `${GROUP}/v1beta1`,
  resources: [{ name: "pods", singularName: "", namespaced: true, kind: "PodMetrics", verbs: ["get", "list"] }],
};
