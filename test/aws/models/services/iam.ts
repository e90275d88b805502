import type { Mappings } from "../mapping.ts";

export const iam: Mappings = {
  // Policies inside of a role are a second way to say what resources of their own say; they have no place here.
  "aws:iam/role:Role": {
    service: "iam",
    autoName: "name",
    kept: ["forceDetachPolicies"],
    calls: [
      {
        operation: "CreateRole",
        fields: { name: "RoleName", assumeRolePolicy: "AssumeRolePolicyDocument" },
      },
    ],
  },
  "aws:iam/rolePolicy:RolePolicy": {
    service: "iam",
    autoName: "name",
    calls: [
      {
        operation: "PutRolePolicy",
        fields: { name: "PolicyName", role: "RoleName", policy: "PolicyDocument" },
      },
    ],
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    service: "iam",
    calls: [{ operation: "AttachRolePolicy", fields: { role: "RoleName" } }],
  },
  "aws:iam/policy:Policy": {
    service: "iam",
    autoName: "name",
    calls: [
      {
        operation: "CreatePolicy",
        fields: { name: "PolicyName", policy: "PolicyDocument" },
      },
    ],
  },
  "aws:iam/instanceProfile:InstanceProfile": {
    service: "iam",
    autoName: "name",
    calls: [
      { operation: "CreateInstanceProfile", fields: { name: "InstanceProfileName" } },
      {
        operation: "AddRoleToInstanceProfile",
        takes: ["role"],
        fields: { role: "RoleName" },
        adds: ({ name }) => ({ InstanceProfileName: name }),
        when: ({ role }) => role !== undefined,
      },
    ],
  },
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": {
    service: "iam",
    calls: [
      {
        operation: "CreateOpenIDConnectProvider",
        fields: { clientIdLists: "ClientIDList", thumbprintLists: "ThumbprintList" },
      },
    ],
  },
};
