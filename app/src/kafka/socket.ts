/** The sockets to brokers: TLS made anew for each connection from the files as they are then, so that rotated ones count. */
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import type { KafkaConnection } from "../connection.ts";
import { readSecret } from "../secrets.ts";

const KEEP_ALIVE_MS = 30_000;

export function usesTls(connection: KafkaConnection): boolean {
  return connection.protocol === "SASL_SSL" || connection.protocol === "SSL";
}

/** Authorities and, with mTLS, the own certificate. Throws ConfigError when a file cannot be read. */
export function tlsOptions(connection: KafkaConnection): ConnectionOptions {
  const options: ConnectionOptions = { minVersion: "TLSv1.2" };
  if (connection.tls !== undefined) options.ca = connection.tls.ca.map((ref) => readSecret(ref));
  if (connection.auth.mechanism === "mtls") {
    options.cert = readSecret(connection.auth.certificate.active);
    options.key = readSecret(connection.auth.key.active);
  }
  return options;
}

/** Opens a socket to a broker; `onConnect` is called once it may be written to. */
export function openSocket(connection: KafkaConnection, host: string, port: number, onConnect: () => void): Socket {
  const socket = usesTls(connection)
    ? connectTls(
        { ...tlsOptions(connection), host, port, ...(isIP(host) === 0 ? { servername: host } : {}) },
        onConnect,
      )
    : connectTcp({ host, port }, onConnect);
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
  socket.setNoDelay(true);
  return socket;
}
