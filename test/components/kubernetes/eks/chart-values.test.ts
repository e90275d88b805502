/** What charts for EKS are given, they know: by their own values.yaml, as the charts cannot be fetched here. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { karpenterValues } from "../../../../components/kubernetes/eks/karpenter/karpenter.ts";
import { loadBalancerValues } from "../../../../components/kubernetes/eks/load-balancers/controller.ts";
import { type Shape, unknownValues } from "../../../support/chart-values.ts";

const charts = JSON.parse(readFileSync(new URL("chart-values.json", import.meta.url), "utf8")) as Record<
  string,
  { keys: Shape }
>;
const known = (value: object) =>
  new Promise<any>((resolve) => pulumi.output(value as any).apply((found) => resolve(found)));
const cluster = { name: pulumi.output("mine"), arn: pulumi.output("arn") };

test("Karpenter's chart knows every value that it is given", async () => {
  const controllerImage = { repository: "images.example.com/karpenter", tag: "1.14.1", digest: "sha256:0" };
  const args = { cluster, region: "eu-central-1", replicas: 2, controllerImage } as any;
  assert.deepEqual(unknownValues(await known(karpenterValues(args, "queue")), charts["karpenter"]!.keys), []);
});

test("the load balancer controller's chart knows every value that it is given", async () => {
  const args = {
    cluster,
    region: "eu-central-1",
    network: "vpc-1",
    replicas: 2,
    tags: { stack: "test" },
    image: "i",
  } as any;
  const values = await known(loadBalancerValues(args));
  assert.deepEqual(unknownValues(values, charts["aws-load-balancer-controller"]!.keys), []);
});
