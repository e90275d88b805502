/**
 * Stands around network/connection, of which kafkajs 2.2.4 makes one object for all sockets that it ever has to a broker. There, two
 * who want to connect at once connect twice; what a lost socket left of an answer is taken for the beginning of the next one's first,
 * so that every answer is cut at the wrong place and each request times out, for as long as the process lives; and the last event of
 * a socket that was ended closes the one after it. Here there is one socket at a time, made once, and it begins with nothing.
 */
import type { Internal } from "./modules.ts";

/** bytes: an answer begins with its length */
const LENGTH_BYTES = 4;

/**
 * @param Original kafkajs' Connection
 * @param closed makes the error of a socket that was closed before it was connected
 */
export function createConnection(Original: Internal, closed: () => Error): Internal {
  return class Connection extends Original {
    #connecting: Promise<boolean> | undefined;

    connect(): Promise<boolean> {
      if (this["isConnected"]()) return Promise.resolve(true);
      this.#connecting ??= this.#connect().finally(() => {
        this.#connecting = undefined;
      });
      return this.#connecting;
    }

    #connect(): Promise<boolean> {
      this["socket"]?.destroy();
      this["chunks"] = [];
      this["bytesBuffered"] = 0;
      this["bytesNeeded"] = LENGTH_BYTES;
      const connected = super["connect"]() as Promise<boolean>;
      const gone = Promise.withResolvers<never>();
      // After what kafkajs rejects with, which says why.
      this["socket"]?.once("close", () => setImmediate(() => gone.reject(closed())));
      return Promise.race([connected, gone.promise]);
    }
  };
}
