/** What EKS lets be given to a principal, by short names. */

/** Source: Amazon EKS User Guide, "Review access policy permissions"; 2026-11-27. */
export const accessPolicies = {
  clusterAdmin: "AmazonEKSClusterAdminPolicy",
  admin: "AmazonEKSAdminPolicy",
  edit: "AmazonEKSEditPolicy",
  view: "AmazonEKSViewPolicy",
} as const;
export type AccessPolicy = keyof typeof accessPolicies;
