/** The monitor that the Pulumi runtime talks to: its mock one, with the full requests handed to the deployment. */
import resources from "@pulumi/pulumi/proto/resource_pb.js";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks.js";
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import type { Deployment } from "./deployment.ts";
import { goalOf, notHere } from "./goal.ts";
import type { Steps } from "./steps.ts";
import { makeUrn } from "./urn.ts";
import type { Properties } from "./values.ts";

type Callback = (error: unknown, response?: unknown) => void;

/** Without structured aliases the runtime itself works out all former URNs, those by a parent's aliases too. */
const { ResourceMonitorFeature: feature } = resources;
const features = [
  feature.RESOURCE_MONITOR_FEATURE_SECRETS,
  feature.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
  feature.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
  // These are accepted in order to be refused with a sentence of our own.
  feature.RESOURCE_MONITOR_FEATURE_REPLACE_WITH,
  feature.RESOURCE_MONITOR_FEATURE_REPLACEMENT_TRIGGER,
  feature.RESOURCE_MONITOR_FEATURE_TRANSFORMS,
  feature.RESOURCE_MONITOR_FEATURE_INVOKE_TRANSFORMS,
  feature.RESOURCE_MONITOR_FEATURE_RESOURCE_HOOKS,
  feature.RESOURCE_MONITOR_FEATURE_ERROR_HOOKS,
  feature.RESOURCE_MONITOR_FEATURE_STATE_MIGRATIONS,
];

export class EngineMonitor extends MockMonitor {
  readonly #deployment: Deployment;
  readonly #steps: Steps;
  readonly #place: { stack: string; project: string };

  constructor(deployment: Deployment, steps: Steps, place: { stack: string; project: string }) {
    const refuse = () => {
      throw notHere("functions of a provider");
    };
    super({ call: refuse, newResource: refuse });
    this.#deployment = deployment;
    this.#steps = steps;
    this.#place = place;
  }

  override async registerResource(request: InstanceType<typeof resources.RegisterResourceRequest>, callback: Callback) {
    const { stack, project } = this.#place;
    const response = new resources.RegisterResourceResponse();
    try {
      const goal = goalOf(request, stack, project);
      const result = await this.#deployment.register(goal);
      response.setUrn(result.urn);
      response.setId(result.id);
      response.setObject(
        structs.Struct.fromJavaScript(result.outputs as Parameters<typeof structs.Struct.fromJavaScript>[0]),
      );
      if (!result.ok) response.setResult(resources.Result.FAIL);
      this.resources.set(result.urn, { urn: result.urn, id: result.id, state: result.outputs });
    } catch (error) {
      const urn = makeUrn(stack, project, request.getParent(), request.getType(), request.getName());
      this.#steps.fail({ urn, type: request.getType() }, "create", error);
      response.setResult(resources.Result.FAIL);
    }
    callback(null, response);
  }

  override registerResourceOutputs(
    request: InstanceType<typeof resources.RegisterResourceOutputsRequest>,
    callback: Callback,
  ): void {
    try {
      this.#deployment.registerOutputs(request.getUrn(), (request.getOutputs()?.toJavaScript() ?? {}) as Properties);
      callback(null, {});
    } catch (error) {
      callback(error);
    }
  }

  override async readResource(request: InstanceType<typeof resources.ReadResourceRequest>, callback: Callback) {
    callback(notHere(`reading ${request.getType()} "${request.getName()}", which the stack does not own`));
  }

  override registerStackTransform(_request: unknown, callback: Callback): void {
    callback(notHere("transforms of the stack"));
  }

  override registerStackInvokeTransform(_request: unknown, callback: Callback): void {
    callback(notHere("transforms of the stack"));
  }

  override registerPackage(_request: unknown, callback: Callback): void {
    callback(notHere("packages with parameters"));
  }

  override getDeploymentInfo(_request: unknown, callback: Callback): void {
    const response = new resources.DeploymentInfo();
    response.setSupportedfeaturesList(features);
    callback(null, response);
  }
}
