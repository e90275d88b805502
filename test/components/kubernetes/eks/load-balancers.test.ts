/** Load balancers of AWS under Pulumi's mocks: what their controller may do, and what it is told. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import {
  LoadBalancerController,
  type LoadBalancerControllerArgs,
} from "../../../../components/kubernetes/eks/load-balancers/controller.ts";
import { loadBalancerPolicy } from "../../../../components/kubernetes/eks/load-balancers/policy.ts";
import { type Recording, record } from "../../../support/recording.ts";
import { assertNamesFit, assertTagged } from "../../aws/conventions.ts";

const base = (): LoadBalancerControllerArgs => ({
  version: "3.5.0",
  namespace: "load-balancers",
  region: "eu-central-1",
  cluster: { name: pulumi.output("mine"), arn: pulumi.output("arn:aws:eks:eu-central-1:123456789012:cluster/mine") },
  network: "vpc-1",
  replicas: 2,
  monitoring: [],
  tags: { stack: "test" },
});
const made = (args: Partial<LoadBalancerControllerArgs> = {}): Promise<Recording> =>
  record(() => void new LoadBalancerController("load-balancers", { ...base(), ...args }));
const statements = loadBalancerPolicy({ partition: "aws", region: "eu-central-1", clusterName: "mine" })
  .Statement as any[];

test("it deletes and changes load balancers, targets and groups of this cluster alone", () => {
  const guarded =
    /Delete(LoadBalancer|TargetGroup|SecurityGroup)|Modify(LoadBalancer|TargetGroup)|Set(SecurityGroups|Subnets)|(Deregister|Register)Targets/;
  const found = statements.filter(({ Action }) => Action.some((action: string) => guarded.test(action)));
  assert.equal(found.length, 3);
  for (const { Condition } of found)
    assert.equal(Condition.StringEquals["aws:ResourceTag/elbv2.k8s.aws/cluster"], "mine");
});

test("what it makes carries the cluster's tag", () => {
  const makes = statements.filter(({ Action }) => Action.includes("elasticloadbalancing:CreateLoadBalancer"));
  assert.equal(makes.length, 1);
  assert.equal(makes[0].Condition.StringEquals["aws:RequestTag/elbv2.k8s.aws/cluster"], "mine");
});

test("nothing is without a condition, and nothing asks for firewalls, Shield or Cognito", () => {
  for (const { Sid, Condition } of statements) assert.ok(Condition !== undefined, Sid);
  const services = new Set(statements.flatMap(({ Action }) => Action.map((action: string) => action.split(":")[0])));
  assert.deepEqual([...services].sort(), ["acm", "ec2", "elasticloadbalancing", "iam"]);
  assert.ok(JSON.stringify(statements).length <= 10_240);
});

test("it is told what it would ask its node, makes internal load balancers to pods, and keeps its certificate", async () => {
  const { values, skipCrds, version } = (await made()).named("load-balancers-chart").inputs as any;
  assert.deepEqual([values.clusterName, values.region, values.vpcId], ["mine", "eu-central-1", "vpc-1"]);
  assert.deepEqual([values.defaultTargetType, values.defaultLoadBalancerScheme], ["ip", "internal"]);
  assert.equal(values.keepTLSSecret, true);
  assert.deepEqual(values.defaultTags, { stack: "test" });
  assert.deepEqual([skipCrds, version], [false, "3.5.0"]);
});

test("the API server may ask its webhooks, as whoever comes may", async () => {
  const { ingress } = (await made()).named("load-balancers-policy").inputs["spec"];
  assert.deepEqual(ingress, [{ ports: [{ protocol: "TCP", port: 9443 }] }]);
});

test("Services are made while it is down, too: no webhook of its own stands before them", async () => {
  const { values } = (await made()).named("load-balancers-chart").inputs as any;
  assert.equal(values.enableServiceMutatorWebhook, false);
});

test("its pods have their role before they start", async () => {
  const recording = await made();
  assert.ok(
    recording
      .named("load-balancers-chart")
      .dependencies.some((urn) => urn.endsWith("::load-balancers-controller-pods")),
  );
  assertTagged(recording.resources, { stack: "test" });
  assertNamesFit(recording.resources);
});
