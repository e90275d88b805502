/** Sends what recorded resources would send, in the order of their dependencies, to a server that plays AWS. */

// First, because the next one asks for it when it is loaded.
import "../../../components/local/kafka/reflect.ts";

import { Pkcs10CertificateRequestGenerator } from "@peculiar/x509";
import { plain } from "../../../components/local/values.ts";
import { awsAnswers } from "../../aws/answers.ts";
import type { Models } from "../../aws/models/botocore.ts";
import type { Inputs, Mapping } from "../../aws/models/mapping.ts";
import { callsOf, ofAws } from "../../aws/models/problems.ts";
import { mappings } from "../../aws/models/services/index.ts";
import type { Recorded } from "../../support/recording.ts";
import { realOf, Swaps } from "./real.ts";
import type { Moto } from "./server.ts";

export interface Outcome {
  name: string;
  /** Such as kafka:CreateCluster. */
  call: string;
  /** `missing`: the server does not have the operation. */
  result: "taken" | "missing" | "refused";
  message: string;
}

export async function drive(moto: Moto, models: Models, resources: Recorded[]): Promise<Outcome[]> {
  const swaps = new Swaps();
  swaps.add("a request", await signingRequest());
  const outcomes: Outcome[] = [];
  let vpc: unknown;
  for (const resource of ordered(resources.filter(ofAws))) {
    const mapping = mappings[resource.type];
    if (!mapping || "reason" in mapping) continue;
    await prepare(moto, resource, swaps);
    const { name, type } = resource;
    for (const { service, call, request } of callsOf(models, resource, mapping)) {
      if (call.atDeletion) continue;
      const sent = swaps.in(request);
      const said = await moto.send(service, call.operation, sent);
      const common = { name, call: `${service}:${call.operation}` };
      if ("answer" in said) {
        outcomes.push({ ...common, result: "taken", message: "" });
        if (call === mapping.calls[0]) learn(swaps, resource, mapping, said.answer);
        if (type === "aws:eks/cluster:Cluster") await groupOfEks(moto, swaps, said.answer.cluster.name, vpc);
        if (type === "aws:acmpca/certificate:Certificate") await fetchCertificate(moto, swaps, sent, said.answer);
        if (type === "aws:ec2/vpc:Vpc") vpc = said.answer.Vpc?.VpcId ?? vpc;
      } else outcomes.push({ ...common, result: said.missing ? "missing" : "refused", message: said.message });
    }
  }
  return outcomes;
}

/** What AWS makes by itself, and this server does not tell of in an answer. */
async function prepare(moto: Moto, { type, name, inputs }: Recorded, swaps: Swaps): Promise<void> {
  if (type !== "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup") return;
  const { VpcId } = swaps.in({ VpcId: plain(inputs)["vpcId"] });
  const Filters = [
    { Name: "vpc-id", Values: [VpcId] },
    { Name: "group-name", Values: ["default"] },
  ];
  const said = await moto.send("ec2", "DescribeSecurityGroups", { Filters });
  if ("answer" in said) swaps.add(`${name}-id`, said.answer.SecurityGroups[0]?.GroupId);
}

/** What certificates of an authority are asked for with: a recording has only a word for it. */
async function signingRequest(): Promise<string> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const signingAlgorithm = { name: "ECDSA", hash: "SHA-256" };
  const made = await Pkcs10CertificateRequestGenerator.create({ name: "CN=test", keys, signingAlgorithm });
  return made.toString("pem");
}

/** The certificate itself, which is fetched after it was asked for. */
async function fetchCertificate(moto: Moto, swaps: Swaps, request: Inputs, answer: any): Promise<void> {
  const CertificateAuthorityArn = request["CertificateAuthorityArn"];
  const said = await moto.send("acm-pca", "GetCertificate", {
    CertificateAuthorityArn,
    CertificateArn: answer.CertificateArn,
  });
  if ("answer" in said) swaps.add("a certificate", said.answer.Certificate);
}

/** Kubernetes of EKS has a group of its own, which only its own kind of server would make. */
async function groupOfEks(moto: Moto, swaps: Swaps, cluster: string, VpcId: unknown): Promise<void> {
  const said = await moto.send("ec2", "CreateSecurityGroup", {
    GroupName: `eks-${cluster}`,
    Description: "EKS",
    VpcId,
  });
  if ("answer" in said) swaps.add(`sg-of-${cluster}`, said.answer.GroupId);
}

/** From now on what was made stands for what the recording had made up. */
function learn(swaps: Swaps, { name, type, inputs }: Recorded, { autoName }: Mapping, answer: unknown): void {
  const madeUp: Record<string, unknown> = awsAnswers[type]?.(plain(inputs), name) ?? {};
  const known = { ...(autoName === undefined ? {} : { id: madeUp[autoName] }), ...realOf[type]?.(answer) };
  for (const [output, value] of Object.entries(known))
    swaps.add(output === "id" ? `${name}-id` : madeUp[output], value);
}

/** What others need comes first; otherwise as it was. */
export function ordered(resources: Recorded[]): Recorded[] {
  const key = (urn: string) => urn.split("::").slice(2).join("::").split("$").at(-1)!;
  const byKey = new Map(resources.map((resource) => [key(resource.urn), resource]));
  const out = new Set<Recorded>();
  const visit = (resource: Recorded) => {
    if (out.has(resource)) return;
    for (const urn of resource.dependencies) {
      const needed = byKey.get(key(urn));
      if (needed && needed !== resource) visit(needed);
    }
    out.add(resource);
  };
  for (const resource of resources) visit(resource);
  return [...out];
}
