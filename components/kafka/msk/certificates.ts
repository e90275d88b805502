/** Principals with certificates: an authority of AWS Private CA, which MSK trusts, and for each generation a key and a certificate of it. */
import { Certificate } from "@pulumi/aws/acmpca/certificate.js";
import { CertificateAuthority } from "@pulumi/aws/acmpca/certificateAuthority.js";
import { CertificateAuthorityCertificate } from "@pulumi/aws/acmpca/certificateAuthorityCertificate.js";
import type { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import * as pulumi from "@pulumi/pulumi";
import { CertRequest } from "@pulumi/tls/certRequest.js";
import { PrivateKey } from "@pulumi/tls/privateKey.js";
import type { ConnectionAuth } from "../../../app/src/connection.ts";
import { partitionOf } from "../../aws/regions.ts";
import type { MakeChild } from "../../component.ts";
import { kubeName } from "../../kubernetes/names.ts";
import type { AccessSpec } from "../cluster.ts";
import type { MskAuthority, MskCommonArgs } from "./args.ts";
import { authorityYears } from "./limits.ts";
import { podSecret } from "./pod-secret.ts";
import { generationsOf } from "./principals.ts";

/** As components/local/kafka/certificates.ts. */
const keys = { algorithm: "ECDSA", ecdsaCurve: "P256" };

/** Whoever signs, and when it may. */
export interface Signer {
  arn: pulumi.Output<string>;
  signingAlgorithm: string;
  validDays: number;
  ready: pulumi.Resource[];
  nodes: Record<string, pulumi.Resource>;
}

export function signerOf(
  child: MakeChild,
  authority: MskAuthority,
  { clusterName, region, protection, tags }: MskCommonArgs,
): Signer {
  if (authority.mode === "existing") {
    const { arn, signingAlgorithm, validDays } = authority;
    return { arn: pulumi.output(arn), signingAlgorithm, validDays, ready: [], nodes: {} };
  }
  const signingAlgorithm = "SHA256WITHRSA";
  const made = child(
    CertificateAuthority,
    "authority",
    {
      type: "ROOT",
      certificateAuthorityConfiguration: {
        keyAlgorithm: "RSA_4096",
        signingAlgorithm,
        subject: { commonName: `${clusterName} clients` },
      },
      // Days in which a deleted one can be had back.
      permanentDeletionTimeInDays: protection ? 30 : 7,
      tags,
    },
    { protect: protection },
  );
  const certificate = child(Certificate, "authority-certificate", {
    certificateAuthorityArn: made.arn,
    certificateSigningRequest: made.certificateSigningRequest,
    signingAlgorithm,
    templateArn: template(region, "RootCACertificate"),
    validity: { type: "YEARS", value: String(authorityYears) },
  });
  const installed = child(CertificateAuthorityCertificate, "authority-installed", {
    certificateAuthorityArn: made.arn,
    certificate: certificate.certificate,
  });
  const { validDays } = authority;
  const nodes = { authority: made, certificate, installed };
  return { arn: made.arn, signingAlgorithm, validDays, ready: [installed], nodes };
}

export interface CertificatePrincipal {
  /** By principal and generation. */
  certificates: Record<string, { key: PrivateKey; certificate: Certificate }>;
  /** What pods mount. */
  mounted: Secret;
}

const mountedName = (component: string, principal: string) => `${component}-certificate-${kubeName(principal)}`;
const keyOf = (part: "certificate" | "key", generation: number) => `${part}-${generation}`;

/** @param component name of the cluster's component */
export function certificatePrincipal(
  child: MakeChild,
  component: string,
  principal: string,
  spec: AccessSpec,
  signer: Signer,
  { pods, region, tags }: MskCommonArgs,
): CertificatePrincipal {
  const generations = generationsOf(spec);
  const certificates = Object.fromEntries(
    generations.map((generation) => {
      const key = child(PrivateKey, `key-${principal}-${generation}`, keys);
      const request = child(CertRequest, `request-${principal}-${generation}`, {
        privateKeyPem: key.privateKeyPem,
        // All of its name, as Kafka compares the whole of it.
        subject: { commonName: principal },
      });
      const certificate = child(
        Certificate,
        `certificate-${principal}-${generation}`,
        {
          certificateAuthorityArn: signer.arn,
          certificateSigningRequest: request.certRequestPem,
          signingAlgorithm: signer.signingAlgorithm,
          templateArn: template(region, "EndEntityClientAuthCertificate"),
          validity: { type: "DAYS", value: String(signer.validDays) },
        },
        { dependsOn: signer.ready },
      );
      return [`${principal}-${generation}`, { key, certificate }] as const;
    }),
  );
  const values = Object.fromEntries(
    generations.flatMap((generation) => {
      const { key, certificate } = certificates[`${principal}-${generation}`]!;
      return [
        [keyOf("certificate", generation), chain(certificate)],
        [keyOf("key", generation), key.privateKeyPemPkcs8],
      ] as const;
    }),
  );
  const mounted = podSecret(child, {
    role: `certificates-${principal}`,
    name: mountedName(component, principal),
    namespace: pods.namespace,
    values,
    tags,
  });
  return { certificates, mounted };
}

/** Its own first, then those up to the root, as TLS wants them. */
function chain({ certificate, certificateChain }: Certificate): pulumi.Output<string> {
  return pulumi.all([certificate, certificateChain]).apply(([own, others]) =>
    [own, others]
      .filter(Boolean)
      .map((pem) => `${pem.trim()}\n`)
      .join(""),
  );
}

/** The generation in use, and the former one, which is valid for as long as it says. */
export function certificateAuth(component: string, principal: string, spec: AccessSpec): ConnectionAuth {
  const [generation, former] = generationsOf(spec) as [number, number?];
  const name = mountedName(component, principal);
  const refs = (part: "certificate" | "key") => ({
    active: { store: "kubernetes", name, key: keyOf(part, generation) } as const,
    ...(former === undefined ? {} : { retiring: { store: "kubernetes", name, key: keyOf(part, former) } as const }),
  });
  return { mechanism: "mtls", certificate: refs("certificate"), key: refs("key") };
}

/** Source: AWS Private CA user guide, template definitions. */
function template(region: string, name: string): string {
  return `arn:${partitionOf(region)}:acm-pca:::template/${name}/V1`;
}
