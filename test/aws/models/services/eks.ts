import type { Mappings } from "../mapping.ts";

export const eks: Mappings = {
  "aws:eks/cluster:Cluster": {
    service: "eks",
    autoName: "name",
    kept: ["defaultAddonsToRemoves", "forceUpdateVersion"],
    calls: [
      {
        operation: "CreateCluster",
        fields: {
          vpcConfig: "resourcesVpcConfig",
          enabledClusterLogTypes: (types) => ({ logging: { clusterLogging: [{ types, enabled: true }] } }),
          "kubernetesNetworkConfig.serviceIpv6Cidr": undefined,
        },
      },
    ],
  },
  "aws:eks/nodeGroup:NodeGroup": {
    service: "eks",
    autoName: "nodeGroupName",
    kept: ["forceUpdateVersion"],
    calls: [
      {
        operation: "CreateNodegroup",
        fields: {
          nodeRoleArn: "nodeRole",
          subnetIds: "subnets",
          "remoteAccess.sourceSecurityGroupIds": "sourceSecurityGroups",
        },
      },
    ],
  },
  "aws:eks/addon:Addon": {
    service: "eks",
    kept: ["preserve"],
    calls: [
      { operation: "CreateAddon", fields: { resolveConflictsOnCreate: "resolveConflicts" } },
      {
        operation: "UpdateAddon",
        takes: ["resolveConflictsOnUpdate"],
        fields: { resolveConflictsOnUpdate: "resolveConflicts" },
        adds: ({ clusterName, addonName }) => ({ clusterName, addonName }),
        when: ({ resolveConflictsOnUpdate }) => resolveConflictsOnUpdate !== undefined,
      },
    ],
  },
  "aws:eks/accessEntry:AccessEntry": { service: "eks", calls: [{ operation: "CreateAccessEntry" }] },
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": {
    service: "eks",
    calls: [{ operation: "AssociateAccessPolicy" }],
  },
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": {
    service: "eks",
    calls: [{ operation: "CreatePodIdentityAssociation" }],
  },
};
