/** Rights that end nowhere: in Kafka, in clouds, in Kubernetes. */
import type { Settings } from "../../settings.ts";
import { finding, isObject, listOf, placesOf, UNKNOWN, valueIn } from "../read.ts";
import type { Resource } from "../resource.ts";
import type { Finding, ResourceRule } from "../rule.ts";
import { isAdministrators, mayAdminister } from "./administrator.ts";
import { allowsOf, documentsOf, type Statement } from "./documents.ts";

const NAMED = "names, or prefixes, of what is needed";
const OPERATIONS = "the operations that are needed, such as read and describe";

/** One right in Kafka, however a provider writes it. */
interface Right {
  /** topic or group, in any case. */
  kind: unknown;
  name: unknown;
  namePath: string;
  operations: { path: string; value: unknown }[];
}

/** Whose it is: the resource's logical name, and the settings that may name an administrator. */
interface Whose {
  of: string;
  settings: Settings;
}

function wildcardsOf({ kind, name, namePath, operations }: Right, { of, settings }: Whose): Finding[] {
  const rights = operations.map(({ value }) => value);
  const every = (name === "*" || name === "") && !mayAdminister(of, kind, rights, settings);
  return [
    ...(every ? [finding(namePath, name, NAMED)] : []),
    ...operations
      .filter(({ value }) => String(value).toLowerCase() === "all")
      .map(({ path, value }) => finding(path, value, OPERATIONS)),
  ];
}

function principalOf(inputs: Record<string, unknown>, path: string): Finding[] {
  return inputs[path] === "User:*" ? [finding(path, inputs[path], "one principal")] : [];
}

/** Of our own Access, of Confluent Cloud's and Kafka's providers, and of Strimzi's users. Denials may be as wide as they like. */
function kafkaRights({ type, inputs, name: of }: Resource, settings: Settings): Finding[] {
  const whose = { of, settings };
  switch (type) {
    case "tributary:kafka:Access":
      return placesOf(inputs, "rules[]").flatMap(({ path, value }) =>
        wildcardsOf(rightAt(value, path, ofAccess), whose),
      );
    case "confluentcloud:index/kafkaAcl:KafkaAcl":
      if (inputs["permission"] === "DENY") return [];
      return [...wildcardsOf(rightAt(inputs, "", ofConfluent), whose), ...principalOf(inputs, "principal")];
    case "kafka:index/acl:Acl":
      if (inputs["aclPermissionType"] === "Deny" || isAdministrators(inputs, settings)) return [];
      return [...wildcardsOf(rightAt(inputs, "", ofProvider), whose), ...principalOf(inputs, "aclPrincipal")];
    case "kubernetes:kafka.strimzi.io/v1:KafkaUser":
      return placesOf(inputs, "spec.authorization.acls[]")
        .filter(({ value }) => isObject(value) && value["type"] !== "deny")
        .flatMap(({ path, value }) => wildcardsOf(rightAt(value, path, ofStrimzi), whose));
    default:
      return [];
  }
}

/** Where a right's parts stand, by provider. */
type Places = Record<"kind" | "name" | "operations", string>;

const ofAccess: Places = { kind: "resource", name: "name", operations: "operations[]" };
const ofConfluent: Places = { kind: "resourceType", name: "resourceName", operations: "operation" };
const ofProvider: Places = { kind: "aclResourceType", name: "aclResourceName", operations: "aclOperation" };
const ofStrimzi: Places = { kind: "resource.type", name: "resource.name", operations: "operations[]" };

function rightAt(value: unknown, above: string, { kind, name, operations }: Places): Right {
  const below = (path: string) => (above === "" ? path : `${above}.${path}`);
  return {
    kind: valueIn(value, kind),
    name: valueIn(value, name),
    namePath: below(name),
    operations: placesOf(value, operations).map((place) => ({ path: below(place.path), value: place.value })),
  };
}

/** Confluent Cloud's roles reach as far as their pattern does. */
function confluentRole({ name, inputs }: Resource, settings: Settings): Finding[] {
  const { roleName, crnPattern } = inputs;
  if (roleName === "OrganizationAdmin" || roleName === "EnvironmentAdmin")
    return [finding("roleName", roleName, "CloudClusterAdmin, or a role of one resource")];
  if (typeof crnPattern !== "string" || crnPattern === UNKNOWN) return [];
  // A prefix before the star is a range of names; a star alone is every name.
  const [, kind] = /(?:^|\/)([^/=]*)[=/]\*$/.exec(crnPattern) ?? [];
  if (kind === undefined || mayAdminister(name, kind, [roleName], settings)) return [];
  return [finding("crnPattern", crnPattern, NAMED)];
}

/** MSK's rights are statements of IAM: data of every topic of a cluster, which ends in cluster, its id and a star. */
const mskData = /^kafka-cluster:(ReadData|WriteData|\*)$/;
const everyTopic = /:topic\/[^/]+\/[^/]+\/\*$/;

function mskRights(inputs: Record<string, unknown>): Finding[] {
  return allowsOf(documentsOf(inputs)).flatMap(({ path, statement }) =>
    listOf(statement["Action"]).some((action) => mskData.test(String(action)))
      ? listOf(statement["Resource"])
          .filter((arn) => everyTopic.test(String(arn)))
          .map((arn) => finding(`${path}.Resource`, arn, NAMED))
      : [],
  );
}

export const noWildcardKafkaAccess: ResourceRule = {
  name: "no-wildcard-kafka-access",
  level: "mandatory",
  severity: "high",
  about:
    "Nobody has a right to every topic or group of Kafka but whom kafka.access names as their administrator, nor to every operation, or for every principal.",
  mend: "Name topics and groups in kafka.access, or a prefix that ends with a star after at least one letter; admin gives no right to records.",
  check(resource, { settings }) {
    if (resource.type === "confluentcloud:index/roleBinding:RoleBinding") return confluentRole(resource, settings);
    if (ofIdentities.test(resource.type)) return mskRights(resource.inputs);
    return kafkaRights(resource, settings);
  },
};

/** Actions that only tell what there is. Those of AWS that take no resource are among them; what reads data is not. */
const telling = /^[a-z0-9-]+:(Describe|List)/;
const alsoTelling = new Set([
  "iam:GetInstanceProfile",
  "pricing:GetProducts",
  "ec2:GetSecurityGroupsForVpc",
  "ecr:GetAuthorizationToken",
  "sts:GetCallerIdentity",
]);

const tells = (action: unknown): boolean =>
  typeof action === "string" && (telling.test(action) || alsoTelling.has(action));

/** Types whose policy is about one resource: a star in it is that resource. Everything else says what somebody may do. */
const ofIdentities = /^aws:iam\/(rolePolicy|policy|userPolicy|groupPolicy|role):/;

const isEverybody = (principal: unknown): boolean =>
  principal === "*" || (isObject(principal) && listOf(principal["AWS"]).includes("*"));

function statementFindings({ path, statement }: Statement, ofIdentity: boolean): Finding[] {
  const found: Finding[] = [];
  const conditional = isObject(statement["Condition"]) && Object.keys(statement["Condition"]).length > 0;
  const actions = listOf(statement["Action"]);
  for (const action of actions)
    if (typeof action === "string" && /^\*$|:\*$/.test(action))
      found.push(finding(`${path}.Action`, action, "the actions that are needed"));
  if (statement["NotAction"] !== undefined)
    found.push(finding(`${path}.NotAction`, statement["NotAction"], "Action, with the actions that are needed"));
  if (isEverybody(statement["Principal"]) && !conditional)
    found.push(finding(`${path}.Principal`, "*", "who may, or a Condition that says who"));
  if (ofIdentity && !conditional && listOf(statement["Resource"]).includes("*") && !actions.every(tells))
    found.push(
      finding(
        `${path}.Resource`,
        "*",
        `the ARNs that are needed by ${actions.filter((one) => !tells(one)).join(", ")}`,
      ),
    );
  return found;
}

/** AWS' own policies that allow nearly everything, or everything of a service. */
const wide = /:policy\/(AdministratorAccess|PowerUserAccess|IAMFullAccess|[A-Za-z0-9]+FullAccess)$/;

function kubernetesRights(inputs: Record<string, unknown>): Finding[] {
  return ["apiGroups", "resources", "verbs"].flatMap((part) =>
    placesOf(inputs, `rules[].${part}[]`)
      .filter(({ value }) => value === "*")
      .map(({ path, value }) => finding(path, value, `the ${part} that are needed`)),
  );
}

/** What a chart makes is its author's; which charts there are is the components'. */
export const ofChart = (urn: string): boolean => urn.includes("kubernetes:helm.sh/v4:Chart$");

export const noWildcardCloudAccess: ResourceRule = {
  name: "no-wildcard-cloud-access",
  level: "mandatory",
  severity: "high",
  about: "No policy of IAM and no role of Kubernetes allows every action, every resource or everybody.",
  mend: "Name actions, and ARNs or a Condition; what AWS gives no ARN for is listed in infra/policy/rules/access.ts.",
  check({ type, inputs, urn }) {
    if (/^kubernetes:rbac\.authorization\.k8s\.io\/v1:(Cluster)?Role$/.test(type))
      return ofChart(urn) ? [] : kubernetesRights(inputs);
    if (!type.startsWith("aws:")) return [];
    const arn = inputs["policyArn"];
    if (typeof arn === "string" && wide.test(arn)) return [finding("policyArn", arn, "a policy of what is needed")];
    const ofIdentity = ofIdentities.test(type);
    return allowsOf(documentsOf(inputs)).flatMap((statement) => statementFindings(statement, ofIdentity));
  },
};
