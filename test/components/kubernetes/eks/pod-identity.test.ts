/** A role for one service account, under Pulumi's mocks: who may become it, and what it may do. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { TributaryComponent } from "../../../../components/component.ts";
import {
  accountOf,
  type PodRole,
  type PodRoleArgs,
  podRole,
} from "../../../../components/kubernetes/eks/pod-identity.ts";
import { type Recording, record } from "../../../support/recording.ts";

const arn = "arn:aws:eks:eu-central-1:123456789012:cluster/mine";

class Holder extends TributaryComponent {
  readonly made: PodRole;
  constructor(args: Partial<PodRoleArgs>) {
    super("tributary:test:Holder", "holder", {});
    this.made = podRole(this.child.bind(this) as typeof this.child, "app", {
      cluster: { name: pulumi.output("mine"), arn: pulumi.output(arn) },
      namespace: "platform",
      serviceAccount: "app-ingest",
      tags: { stack: "test" },
      ...args,
    });
    this.finish();
  }
}

const outputs = { "aws:iam/role:Role": () => ({ name: "holder-app-role-1234567", arn: "arn:aws:iam::1:role/it" }) };
const made = (args: Partial<PodRoleArgs> = {}, preview = false): Promise<Recording> =>
  record(() => void new Holder(args), { outputs, preview });
const policy = {
  Version: "2012-10-17" as const,
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
};

test("only pods of that service account, of that cluster, in that account become the role", async () => {
  const role = (await made()).named("holder-app-role").inputs;
  assert.deepEqual(JSON.parse(role["assumeRolePolicy"]), {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "pods.eks.amazonaws.com" },
        Action: ["sts:AssumeRole", "sts:TagSession"],
        Condition: {
          StringEquals: {
            "aws:SourceAccount": "123456789012",
            "aws:RequestTag/eks-cluster-arn": arn,
            "aws:RequestTag/kubernetes-namespace": "platform",
            "aws:RequestTag/kubernetes-service-account": "app-ingest",
          },
        },
      },
    ],
  });
  assert.deepEqual(role["tags"], { stack: "test" });
  assert.equal(role["permissionsBoundary"], undefined);
});

test("the association names the pods and the role, with its session tags on, and comes after the rights", async () => {
  const { named } = await made({ policy, policyArns: { csi: "arn:aws:iam::aws:policy/Csi" } });
  const association = named("holder-app-pods");
  assert.deepEqual(association.inputs, {
    clusterName: "mine",
    namespace: "platform",
    serviceAccount: "app-ingest",
    roleArn: "arn:aws:iam::1:role/it",
    tags: { stack: "test" },
  });
  const after = association.dependencies.map((urn) => urn.split("::").at(-1));
  assert.deepEqual(after.sort(), ["holder-app-policy", "holder-app-policy-csi", "holder-app-role"]);
});

test("rights of its own stand in a policy of the role, others are attached by their key", async () => {
  const { named, of } = await made({ policy, policyArns: { csi: "arn:aws:iam::aws:policy/Csi" } });
  assert.deepEqual(JSON.parse(named("holder-app-policy").inputs["policy"]), policy);
  assert.equal(named("holder-app-policy-csi").inputs["policyArn"], "arn:aws:iam::aws:policy/Csi");
  assert.equal(of("aws:iam/rolePolicy:RolePolicy").length, 1);
});

test("without rights there are none, and a boundary is kept", async () => {
  const { resources, named } = await made({ boundary: "arn:aws:iam::1:policy/edge" });
  assert.deepEqual(resources.map(({ name }) => name).sort(), ["holder", "holder-app-pods", "holder-app-role"]);
  assert.equal(named("holder-app-role").inputs["permissionsBoundary"], "arn:aws:iam::1:policy/edge");
});

test("a preview declares the same although the cluster is not there yet", async () => {
  const urns = async (preview: boolean) => (await made({ policy }, preview)).resources.map(({ urn }) => urn);
  assert.deepEqual(await urns(true), await urns(false));
});

test("the account stands in the cluster's name", () => {
  assert.equal(accountOf(arn), "123456789012");
});
