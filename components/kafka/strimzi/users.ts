/** KafkaUser: who there is, what each may do, and how much. */
import type { AccessRule } from "../../../app/src/kafka/admin/acls.ts";
import { compileAccess } from "../access-rules.ts";
import type { AccessSpec } from "../cluster.ts";

/** A password by reference: name of a Secret, and a key in it. */
export interface PasswordRef {
  name: string;
  key: string;
}

/**
 * The `spec` of a KafkaUser.
 * @param password of who logs in by SCRAM
 */
export function userSpec(spec: AccessSpec, password: PasswordRef | undefined): object {
  const acls = compileAccess(spec).map(acl);
  const { produceBytesPerSecond, consumeBytesPerSecond, requestPercent } = spec.quota ?? {};
  return {
    authentication:
      password === undefined
        ? { type: "tls" }
        : { type: "scram-sha-512", password: { valueFrom: { secretKeyRef: password } } },
    authorization: { type: "simple", acls },
    ...(spec.quota === undefined
      ? {}
      : {
          quotas: {
            ...(produceBytesPerSecond === undefined ? {} : { producerByteRate: produceBytesPerSecond }),
            ...(consumeBytesPerSecond === undefined ? {} : { consumerByteRate: consumeBytesPerSecond }),
            ...(requestPercent === undefined ? {} : { requestPercentage: requestPercent }),
          },
        }),
  };
}

function acl({ resource, name, pattern, operations }: AccessRule): object {
  const named = { name, patternType: pattern === "prefixed" ? "prefix" : "literal" };
  return {
    type: "allow",
    resource: { type: resource, ...(resource === "cluster" ? {} : named) },
    host: "*",
    operations: operations.map((operation) => operation[0]!.toUpperCase() + operation.slice(1)),
  };
}
