/** Keys, secrets and a private authority. */
import { placesOf } from "../../policy/read.ts";
import { type Declared, type Drivers, monthly, same } from "../driver.ts";

export function keyDrivers({ of, region, settings }: Declared): Drivers {
  const keys = of("aws:kms/key:Key").length;
  const authorities = Map.groupBy(of("aws:acmpca/certificateAuthority:CertificateAuthority"), ({ inputs }) =>
    inputs["usageMode"] === "SHORT_LIVED_CERTIFICATE" ? "short-lived authority month" : "authority month",
  );
  const secrets = of("aws:secretsmanager/secret:Secret").length + (settings.cloud === "aws" ? pushed(of) : 0);
  return {
    fixed: [
      ...(keys === 0 ? [] : [monthly({ what: "Keys of KMS", service: "kms", region }, "key month", same(keys))]),
      ...(secrets === 0
        ? []
        : [monthly({ what: "Secrets", service: "secretsmanager", region }, "secret month", same(secrets))]),
      ...[...authorities].map(([unit, some]) =>
        monthly({ what: "Private certificate authority", service: "acmpca", region }, unit, same(some.length)),
      ),
    ],
    byUse:
      authorities.size === 0
        ? []
        : [{ what: "Certificates of clients", service: "acmpca", region, unit: "certificate", units: undefined }],
  };
}

/** External Secrets' operator makes a secret of AWS for each key that it pushes to. */
function pushed(of: Declared["of"]): number {
  const remote = of("kubernetes:external-secrets.io/v1alpha1:PushSecret").flatMap(({ inputs }) =>
    placesOf(inputs, "spec.data[].match.remoteRef.remoteKey").map(({ value }) => value),
  );
  return new Set(remote).size;
}
