/** The sockets to brokers: TLS made anew for each connection from the files as they are then, so that rotated ones count. */
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import type { KafkaConnection } from "../connection.ts";
import type { Log } from "../log.ts";
import type { Access } from "./auth/access.ts";
import { noteCertificates } from "./auth/certificate-ends.ts";
import { explainTlsError } from "./auth/certificates.ts";
import { TlsSettings } from "./auth/tls.ts";

const KEEP_ALIVE_MS = 30_000;

export function usesTls(connection: KafkaConnection): boolean {
  return connection.protocol === "SASL_SSL" || connection.protocol === "SSL";
}

export type OpenSocket = (host: string, port: number, onConnect: () => void) => Socket;

/**
 * @returns opens a socket to a broker; `onConnect` is called once it may be written to. With TLS it throws when the files
 * cannot be used.
 */
export function socketOpener(connection: KafkaConnection, access: Access, log: Log): OpenSocket {
  const settings = new TlsSettings(
    connection,
    () => log.info("certificates were replaced; new connections use the new ones"),
    (reason) => log.warn({ reason }, "certificates cannot be used as they are now; those before are used"),
  );
  return (host, port, onConnect) => {
    const socket = usesTls(connection)
      ? openTls(settings, access, host, port, onConnect)
      : connectTcp({ host, port }, onConnect);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.setNoDelay(true);
    return socket;
  };
}

function openTls(settings: TlsSettings, access: Access, host: string, port: number, onConnect: () => void): Socket {
  const broker = `${host}:${port}`;
  const where = `TLS with ${broker}`;
  let secureContext: ConnectionOptions["secureContext"];
  try {
    secureContext = settings.current();
  } catch (error) {
    access.problem(where, (error as Error).message);
    throw error;
  }
  const socket = connectTls(
    { secureContext, host, port, ...(isIP(host) === 0 ? { servername: host } : {}) },
    onConnect,
  );
  socket.once("secureConnect", () => noteCertificates(broker, socket));
  // First in line, so that kafkajs and whoever reads its log see the sentence.
  socket.once("error", (error: NodeJS.ErrnoException) => {
    const sentence = explainTlsError(error, broker);
    if (sentence === undefined) return;
    access.problem(where, sentence);
    error.message = sentence;
  });
  // With TLS 1.3 a refusal of our certificate comes after the handshake, so only an answer says that all is well.
  socket.once("data", () => access.granted(where));
  return socket;
}
