/** Who may do what in a cluster of Confluent Cloud: roles, or ACLs. */
import { KafkaAcl } from "@pulumi/confluentcloud/kafkaAcl.js";
import type { KafkaCluster } from "@pulumi/confluentcloud/kafkaCluster.js";
import { RoleBinding } from "@pulumi/confluentcloud/roleBinding.js";
import type { ServiceAccount } from "@pulumi/confluentcloud/serviceAccount.js";
import * as pulumi from "@pulumi/pulumi";
import type { ArgsOf, MakeChild, Transform } from "../../component.ts";
import type { AccessSpec } from "../cluster.ts";
import { aclName, compileAcls, compileRoles, crnOf, ruleName } from "./access.ts";
import type { ConfluentArgs } from "./args.ts";

export interface Grant {
  /** Of the principal in the settings. */
  key: string;
  spec: AccessSpec;
  account: ServiceAccount;
  cluster: KafkaCluster;
}

export interface Granted {
  roles: Record<string, RoleBinding>;
  acls: Record<string, KafkaAcl>;
}

/** Rights of a principal; as ACLs of a private cluster they are left to whoever is inside its network. */
export function grant(
  child: MakeChild,
  { key, spec, account, cluster }: Grant,
  { authorization, private: way, transform }: ConfluentArgs,
  opts: pulumi.CustomResourceOptions,
): Granted {
  const roles: Record<string, RoleBinding> = {};
  const acls: Record<string, KafkaAcl> = {};
  if (authorization === "roles")
    for (const rule of compileRoles(spec)) {
      const crn = pulumi.all([cluster.rbacCrn, cluster.id]).apply(([of, id]) => crnOf(rule, of, id));
      roles[`${key}-${ruleName(rule)}`] = roleOf(
        child,
        `role-${key}-${ruleName(rule)}`,
        account,
        rule.role,
        crn,
        transform?.role,
      );
    }
  else if (way === undefined)
    for (const rule of compileAcls(spec))
      acls[`${key}-${aclName(rule)}`] = child(
        KafkaAcl,
        `acl-${key}-${aclName(rule)}`,
        { ...rule, principal: userOf(account), host: "*", permission: "ALLOW" },
        opts,
        transform?.acl,
      );
  return { roles, acls };
}

/** @param role of the child, part of its logical name */
export function roleOf(
  child: MakeChild,
  role: string,
  account: ServiceAccount,
  roleName: string,
  crnPattern: pulumi.Output<string>,
  transform?: Transform<ArgsOf<typeof RoleBinding>>,
): RoleBinding {
  return child(RoleBinding, role, { principal: userOf(account), roleName, crnPattern }, {}, transform);
}

/** As roles and ACLs name a service account. */
function userOf({ id }: ServiceAccount): pulumi.Output<string> {
  return pulumi.interpolate`User:${id}`;
}
