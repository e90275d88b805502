/** Who decides how many pods of the application there are: KEDA by the lag for the processor, an autoscaler by CPU and memory for ingest. */
import { HorizontalPodAutoscaler } from "@pulumi/kubernetes/autoscaling/v2/horizontalPodAutoscaler.js";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap.js";
import * as pulumi from "@pulumi/pulumi";
import type { KafkaConnection } from "../../../app/src/connection.ts";
import { type ArgsOf, type Transform, TributaryComponent } from "../../component.ts";
import { CustomObject, type CustomObjectArgs, waitForReady } from "../../kubernetes/custom-resource.ts";
import { labelsOf } from "../../kubernetes/names.ts";
import { type Group, type LagScaling, scaledObjectSpec } from "./by-lag.ts";
import { autoscalerSpec, type UsageScaling } from "./by-usage.ts";
import { authenticationSpec } from "./login.ts";

export interface WorkloadScalingArgs {
  namespace: pulumi.Input<string>;
  /** By CPU and memory. Default: nobody scales it. */
  ingest?: UsageScaling & { deployment: pulumi.Input<string> };
  /** By the lag of its group. Default: nobody scales it. */
  processor?: LagScaling &
    Group & {
      deployment: pulumi.Input<string>;
      /** Of a principal that may see the lag; see `observe` of AccessSpec. */
      connection: pulumi.Output<KafkaConnection>;
    };
  tags: Record<string, string>;
  /** What must be there before KEDA looks: KEDA, and the cluster's `ready`. */
  after?: pulumi.Resource[];
  transform?: {
    autoscaler?: Transform<ArgsOf<typeof HorizontalPodAutoscaler>>;
    scaledObject?: Transform<CustomObjectArgs>;
    authentication?: Transform<CustomObjectArgs>;
  };
}

const API = "keda.sh/v1alpha1";

export class WorkloadScaling extends TributaryComponent {
  static readonly token = "tributary:scaling:WorkloadScaling";
  readonly nodes: Record<string, pulumi.CustomResource>;
  readonly #args: WorkloadScalingArgs;

  constructor(name: string, args: WorkloadScalingArgs, opts?: pulumi.ComponentResourceOptions) {
    super(WorkloadScaling.token, name, args, opts);
    this.#args = args;
    this.nodes = { ...this.#byUsage(), ...this.#byLag() };
    this.finish();
  }

  #byUsage(): Record<string, pulumi.CustomResource> {
    const { ingest, transform } = this.#args;
    if (ingest === undefined) return {};
    const { deployment, ...scaling } = ingest;
    const args = { metadata: this.#metadata(deployment), spec: autoscalerSpec(deployment, scaling) };
    return { ingest: this.child(HorizontalPodAutoscaler, "ingest", args, {}, transform?.autoscaler) };
  }

  #byLag(): Record<string, pulumi.CustomResource> {
    const { processor, transform, after = [] } = this.#args;
    if (processor === undefined) return {};
    const { deployment, connection, topic, group, ...scaling } = processor;
    const metadata = this.#metadata(deployment);
    const data = connection.apply(({ auth, principal }) => ({
      username: "username" in auth ? auth.username : principal,
    }));
    const identity = this.child(ConfigMap, "identity", { metadata: this.#metadata(deployment, "-scaler"), data });
    const login = {
      apiVersion: API,
      kind: "TriggerAuthentication",
      metadata,
      spec: pulumi
        .all([connection, identity.metadata.name])
        .apply(([by, configMap]) => authenticationSpec(by, configMap)),
    };
    const authentication = this.child(
      CustomObject,
      "authentication",
      login,
      { dependsOn: after },
      transform?.authentication,
    );
    const scaled = {
      apiVersion: API,
      kind: "ScaledObject",
      metadata: { ...metadata, annotations: waitForReady },
      spec: pulumi
        .all([connection, deployment])
        .apply(([by, name]) => scaledObjectSpec(name, scaling, { topic, group }, by, name)),
    };
    const opts = { dependsOn: [authentication, identity, ...after] };
    const processing = this.child(CustomObject, "processor", scaled, opts, transform?.scaledObject);
    return { processor: processing, authentication, identity };
  }

  #metadata(deployment: pulumi.Input<string>, suffix = "") {
    const name = pulumi.output(deployment).apply((of) => `${of}${suffix}`);
    return { name, namespace: this.#args.namespace, labels: labelsOf(this.#args.tags) };
  }
}
