/** What must hold of all resources of AWS, whichever component makes them. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AUTO_SUFFIX, type NamedResource, nameProblem, nameRules } from "../../../components/aws/names.ts";
import { projectRoot } from "../../../components/local/folder.ts";
import type { Recorded } from "../../support/recording.ts";

const ofAws = ({ type }: Recorded): boolean => /^aws:[^:]+\/[^:]+:/.test(type);

/** aws:ec2/vpc:Vpc -> the declaration of what it takes. */
function declaration(type: string): string {
  const path = type.split(":")[1]!;
  const text = readFileSync(join(projectRoot, "node_modules/@pulumi/aws", `${path}.d.ts`), "utf8");
  return text.slice(text.indexOf(`export interface ${type.split(":")[2]}Args {`));
}

/** Whether a resource takes tags stands in its declaration. */
export const taggable = (type: string): boolean => /^ {4}tags\?: /m.test(declaration(type));

/** Everything that takes tags carries these. */
export function assertTagged(resources: Recorded[], tags: Record<string, string>): void {
  const found = resources.filter((resource) => ofAws(resource) && taggable(resource.type));
  assert.ok(found.length > 0);
  for (const { name, type, inputs } of found)
    for (const [key, value] of Object.entries(tags))
      assert.equal(inputs["tags"]?.[key], value, `${name} (${type}) carries the tag ${key}`);
}

const anywhere = ["0.0.0.0/0", "::/0"];

/** No group lets in the whole internet, or out to it. */
export function assertClosed(resources: Recorded[]): void {
  const groups = resources.filter(({ type }) => /securitygroup/i.test(type));
  assert.ok(groups.length > 0);
  for (const { name, inputs } of groups)
    for (const range of anywhere)
      assert.ok(!JSON.stringify(inputs).includes(`"${range}"`), `${name} is open to ${range}`);
}

const named: Record<string, { kind: NamedResource; field: string }> = {
  "aws:iam/role:Role": { kind: "role", field: "name" },
  "aws:eks/cluster:Cluster": { kind: "eksCluster", field: "name" },
  "aws:eks/nodeGroup:NodeGroup": { kind: "nodeGroup", field: "nodeGroupName" },
  "aws:sqs/queue:Queue": { kind: "queue", field: "name" },
  "aws:cloudwatch/eventRule:EventRule": { kind: "rule", field: "name" },
  "aws:cloudwatch/logGroup:LogGroup": { kind: "logGroup", field: "name" },
  "aws:ecr/repository:Repository": { kind: "repository", field: "name" },
  "aws:kms/alias:Alias": { kind: "keyAlias", field: "name" },
  "aws:athena/workgroup:Workgroup": { kind: "workgroup", field: "name" },
  "aws:s3tables/tableBucket:TableBucket": { kind: "bucket", field: "name" },
  "aws:glue/registry:Registry": { kind: "glueRegistry", field: "registryName" },
};

/** Given names keep their service's rule, and logical names leave room for what Pulumi appends. */
export function assertNamesFit(resources: Recorded[]): void {
  for (const { name, type, inputs } of resources) {
    const rule = named[type];
    if (rule === undefined) continue;
    const given: string | undefined = inputs[rule.field];
    const { longest } = nameRules[rule.kind];
    if (given === undefined) assert.ok(name.length + AUTO_SUFFIX <= longest, `${name} is too long for ${type}`);
    else assert.equal(nameProblem(rule.kind, given), undefined, `${type}: ${given}`);
  }
}
