/**
 * Certificates by which a server and its clients know one another, and the authority of their own that signs them: whoever trusts it
 * trusts these and no others. All of them are renewed by an `up` within the last part of their lives.
 */
import * as pulumi from "@pulumi/pulumi";
import { CertRequest } from "@pulumi/tls/certRequest.js";
import { LocallySignedCert } from "@pulumi/tls/locallySignedCert.js";
import { PrivateKey } from "@pulumi/tls/privateKey.js";
import { SelfSignedCert } from "@pulumi/tls/selfSignedCert.js";
import { TributaryComponent } from "../component.ts";
import { renewalDays } from "./renewal.ts";

export interface MutualTlsArgs {
  /** Names that clients ask for; a wildcard stands for one part of a name. */
  names: pulumi.Input<string>[];
  /** Days that certificates and authority are valid. */
  validDays: number;
  /** Raise it by one for a new authority: both sides trust it already, as the next one is always made ahead. */
  rotation: number;
}

export interface Identity {
  /** PEM. Public. */
  certificate: pulumi.Output<string>;
  /** PEM, PKCS #8. Secret. */
  key: pulumi.Output<string>;
}

const HOURS = 24;
/** As components/local/kafka/certificates.ts. */
const keys = { algorithm: "ECDSA", ecdsaCurve: "P256" };

type Signer = { key: PrivateKey; certificate: SelfSignedCert };

export class MutualTls extends TributaryComponent {
  static readonly token = "tributary:kubernetes:MutualTls";
  /** PEM of the authority in use and of the next one, by generation. Public. */
  readonly authorities: Record<string, pulumi.Output<string>>;
  readonly server: Identity;
  readonly client: Identity;
  readonly #name: string;
  readonly #validity: { validityPeriodHours: number; earlyRenewalHours: number };

  constructor(name: string, args: MutualTlsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(MutualTls.token, name, args, opts);
    const { names, validDays, rotation } = args;
    this.#name = name;
    this.#validity = {
      validityPeriodHours: validDays * HOURS,
      earlyRenewalHours: renewalDays(validDays) * HOURS,
    };
    const active = this.#authority(rotation);
    const next = this.#authority(rotation + 1);
    this.authorities = {
      [rotation]: active.certificate.certPem,
      [rotation + 1]: next.certificate.certPem,
    };
    // Replicas of a server ask one another, so that each is a client, too.
    this.server = this.#signed("server", active, names, ["server_auth", "client_auth"]);
    this.client = this.#signed("client", active, undefined, ["client_auth"]);
    this.finish({ server: this.server.certificate, client: this.client.certificate });
  }

  #authority(generation: number): Signer {
    const key = this.child(PrivateKey, `authority-key-${generation}`, keys);
    const certificate = this.child(SelfSignedCert, `authority-${generation}`, {
      privateKeyPem: key.privateKeyPem,
      subject: { commonName: `${this.#name} authority ${generation}` },
      isCaCertificate: true,
      allowedUses: ["cert_signing", "crl_signing"],
      setSubjectKeyId: true,
      ...this.#validity,
    });
    return { key, certificate };
  }

  #signed(role: string, by: Signer, dnsNames: pulumi.Input<string>[] | undefined, uses: string[]): Identity {
    const key = this.child(PrivateKey, `${role}-key`, keys);
    const { certRequestPem } = this.child(CertRequest, `${role}-request`, {
      privateKeyPem: key.privateKeyPem,
      subject: { commonName: `${this.#name} ${role}` },
      ...(dnsNames === undefined ? {} : { dnsNames }),
    });
    const { certPem } = this.child(LocallySignedCert, role, {
      certRequestPem,
      caCertPem: by.certificate.certPem,
      caPrivateKeyPem: by.key.privateKeyPem,
      allowedUses: ["digital_signature", ...uses],
      setSubjectKeyId: true,
      ...this.#validity,
    });
    return { certificate: certPem, key: pulumi.secret(key.privateKeyPemPkcs8) };
  }
}
