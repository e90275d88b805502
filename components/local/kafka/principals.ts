/** Who may do everything: brokers among themselves and the provider, known by the names in their certificates. */

/** What a node's certificate is issued to. Users made by SCRAM cannot have such a name: theirs hold no "=". */
export const nodeName = (id: number): string => `tributary-node-${id}`;
export const adminName = "tributary-admin";

/** A principal as Kafka makes it of a certificate. */
export const certificatePrincipal = (commonName: string): string => `User:CN=${commonName}`;
export const nodePrincipal = (id: number): string => certificatePrincipal(nodeName(id));

/** The value of super.users; Kafka separates by semicolons, as names of certificates hold commas. */
export function superUsers(nodes: string[]): string {
  return [...nodes, certificatePrincipal(adminName)].join(";");
}
