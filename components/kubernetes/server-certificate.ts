/**
 * A server's certificate, and the authority of its own that signs it: whoever trusts that authority trusts this server and no other.
 * Both are renewed by an `up` within the last part of their lives.
 */
import * as pulumi from "@pulumi/pulumi";
import { CertRequest } from "@pulumi/tls/certRequest.js";
import { LocallySignedCert } from "@pulumi/tls/locallySignedCert.js";
import { PrivateKey } from "@pulumi/tls/privateKey.js";
import { SelfSignedCert } from "@pulumi/tls/selfSignedCert.js";
import { TributaryComponent } from "../component.ts";

export interface ServerCertificateArgs {
  /** Names that clients ask for; a wildcard stands for one part of a name. */
  names: pulumi.Input<string>[];
  /** Days that certificate and authority are valid. */
  validDays: number;
  /** Raise it by one for a new authority: clients trust it already, as the next one is always made ahead. */
  rotation: number;
}

/** Days before its end in which a certificate is made anew; of a short-lived one, its last third. */
const RENEW_DAYS = 30;
const HOURS = 24;
/** As components/local/kafka/certificates.ts. */
const key = { algorithm: "ECDSA", ecdsaCurve: "P256" };

export class ServerCertificate extends TributaryComponent {
  static readonly token = "tributary:kubernetes:ServerCertificate";
  /** PEM of the authority in use and of the next one, by generation. Public. */
  readonly authorities: Record<string, pulumi.Output<string>>;
  /** PEM of the certificate. Public. */
  readonly certificate: pulumi.Output<string>;
  /** PEM of its key, PKCS #8. Secret. */
  readonly key: pulumi.Output<string>;
  readonly nodes: { authorities: Record<string, SelfSignedCert>; certificate: LocallySignedCert };

  constructor(name: string, args: ServerCertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    super(ServerCertificate.token, name, args, opts);
    const { names, validDays, rotation } = args;
    const validity = {
      validityPeriodHours: validDays * HOURS,
      earlyRenewalHours: Math.min(RENEW_DAYS, Math.floor(validDays / 3)) * HOURS,
    };
    const subject = { commonName: name };
    const authorities = [rotation, rotation + 1].map((generation) => {
      const { privateKeyPem } = this.child(PrivateKey, `authority-key-${generation}`, key);
      const authority = this.child(SelfSignedCert, `authority-${generation}`, {
        privateKeyPem,
        subject: { commonName: `${name} authority ${generation}` },
        isCaCertificate: true,
        allowedUses: ["cert_signing", "crl_signing"],
        setSubjectKeyId: true,
        ...validity,
      });
      return { generation: String(generation), privateKeyPem, authority };
    });
    const [current] = authorities;
    const own = this.child(PrivateKey, "key", key);
    const { certRequestPem } = this.child(CertRequest, "request", {
      privateKeyPem: own.privateKeyPem,
      subject,
      dnsNames: names,
    });
    const certificate = this.child(LocallySignedCert, "certificate", {
      certRequestPem,
      caCertPem: current!.authority.certPem,
      caPrivateKeyPem: current!.privateKeyPem,
      // Replicas ask one another, so that each is a client, too.
      allowedUses: ["digital_signature", "server_auth", "client_auth"],
      setSubjectKeyId: true,
      ...validity,
    });
    this.nodes = {
      authorities: Object.fromEntries(authorities.map(({ generation, authority }) => [generation, authority])),
      certificate,
    };
    this.authorities = Object.fromEntries(
      authorities.map(({ generation, authority }) => [generation, authority.certPem]),
    );
    this.certificate = certificate.certPem;
    this.key = pulumi.secret(own.privateKeyPemPkcs8);
    this.finish({ certificate: this.certificate });
  }
}
