/**
 * The TLS settings of new connections, from the files as they are now. Files are replaced one after the other, so for a moment
 * certificate and key may not belong together: then the last ones that did are used.
 */
import { createSecureContext, type SecureContext } from "node:tls";
import type { KafkaConnection } from "../../connection.ts";
import { messageOf } from "../../errors.ts";
import { readSecret } from "../../secrets.ts";
import { certificateProblem } from "./certificates.ts";

/** Text that settings are made of; the same text makes the same context. */
interface Files {
  ca?: string[];
  cert?: string;
  key?: string;
}

export class TlsSettings {
  readonly #connection: KafkaConnection;
  readonly #onReplaced: () => void;
  readonly #onUnusable: (reason: string) => void;
  #made: { text: string; files: Files; context: SecureContext } | undefined;

  constructor(connection: KafkaConnection, onReplaced: () => void, onUnusable: (reason: string) => void) {
    this.#connection = connection;
    this.#onReplaced = onReplaced;
    this.#onUnusable = onUnusable;
  }

  /**
   * @throws ConfigError a file cannot be read, and never could
   * @throws Error our own certificate has expired: one sentence
   */
  current(): SecureContext {
    const made = this.#make();
    const { auth } = this.#connection;
    const problem = auth.mechanism === "mtls" && certificateProblem(made.files.cert!, auth.certificate.active.name);
    if (problem) throw new Error(problem);
    return made.context;
  }

  #make() {
    try {
      const files = this.#read();
      const text = JSON.stringify(files);
      if (this.#made?.text === text) return this.#made;
      const context = createSecureContext({ minVersion: "TLSv1.2", ...files });
      if (this.#made !== undefined) this.#onReplaced();
      this.#made = { text, files, context };
    } catch (error) {
      if (this.#made === undefined) throw error;
      this.#onUnusable(messageOf(error));
    }
    return this.#made;
  }

  #read(): Files {
    const { tls, auth } = this.#connection;
    return {
      ...(tls === undefined ? {} : { ca: tls.ca.map((ref) => readSecret(ref)) }),
      ...(auth.mechanism === "mtls"
        ? { cert: readSecret(auth.certificate.active), key: readSecret(auth.key.active) }
        : {}),
    };
  }
}
