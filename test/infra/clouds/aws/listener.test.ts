/** How clients outside EKS reach Strimzi's brokers: what the program sends of its production stack, under Pulumi's mocks. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LOAD_BALANCER_CLASS } from "../../../../infra/clouds/aws/listener.ts";
import { recordStack } from "../../../support/recording.ts";

const STACK = "aws-strimzi-production";
const PREFIX = "service.beta.kubernetes.io/aws-load-balancer";

const listener = async (external?: object, stack = STACK) => {
  const change = (raw: any) => {
    raw.kafka.external = external ?? raw.kafka.external;
  };
  const recording = await recordStack(stack, { change });
  const { listeners } = recording.named("kafka-cluster").inputs["spec"].kafka;
  return { recording, external: listeners.find(({ name }: any) => name === "external") };
};

test("load balancers are AWS' controller's to make, for the network alone and before the pods themselves", async () => {
  const annotations = { [`${PREFIX}-scheme`]: "internal", [`${PREFIX}-nlb-target-type`]: "ip" };
  const { recording, external } = await listener();
  assert.deepEqual(external, {
    name: "external",
    port: 9095,
    type: "loadbalancer",
    tls: true,
    authentication: { type: "scram-sha-512" },
    configuration: {
      class: "service.k8s.aws/nlb",
      loadBalancerSourceRanges: ["10.60.0.0/16"],
      bootstrap: { annotations },
      perBrokerAnnotationsTemplate: annotations,
    },
  });
  // Whoever makes them is there before they are asked for.
  const { dependencies } = recording.named("kafka-pool-broker");
  assert.ok(dependencies.includes(recording.named("load-balancers-chart").urn));
});

test("what the settings say stands before that: another class, as EKS' own mode has, another target", async () => {
  const class_ = "eks.amazonaws.com/nlb";
  const { external } = await listener({
    type: "loadbalancer",
    class: class_,
    annotations: { [`${PREFIX}-nlb-target-type`]: "instance", "example.com/for": "partners" },
  });
  assert.equal(external.configuration.class, class_);
  assert.deepEqual(external.configuration.bootstrap.annotations, {
    [`${PREFIX}-scheme`]: "internal",
    [`${PREFIX}-nlb-target-type`]: "instance",
    "example.com/for": "partners",
  });
});

test("ports of nodes, and load balancers elsewhere, have no class and no annotation of AWS'", async () => {
  const { external: ports } = await listener({ type: "nodeport" });
  assert.equal(ports.configuration, undefined);
  const { external: elsewhere } = await listener({ type: "loadbalancer" }, "kubernetes-production");
  assert.equal(elsewhere.configuration, undefined);
  assert.equal(LOAD_BALANCER_CLASS, "service.k8s.aws/nlb");
});
