/** SCRAM credentials (RFC 5802) as Kafka stores them: the password itself never leaves this machine. */
import { pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";

export type ScramMechanism = "scram-sha-512" | "scram-sha-256";

export interface ScramCredential {
  mechanism: ScramMechanism;
  iterations: number;
  salt: Buffer;
  saltedPassword: Buffer;
}

/** Kafka's least; more cost each login time and gain nothing for passwords of 256 random bits. Kafka's most is 16384. */
const leastIterations = 4096;

/**
 * Iterations for a generation of a credential. Kafka tells nothing of a credential but its iterations, so that a number of its own
 * tells a broker that has the new generation from one that does not yet, and a credential that somebody else set.
 */
export function iterationsOf(rotation: number): number {
  return leastIterations + (rotation % 8192);
}

/** Marks a credential that opens nothing; iterationsOf never gives it. */
export const lockedIterations = 16_384;

/**
 * A credential with a password that nobody has. It takes the place of a user's who goes, because Kafka up to 4.4.0 may lose the
 * credentials of all users at its next start when its metadata log holds the removal of one: ScramDelta.apply detaches the map of
 * a mechanism when a removal comes first in it (seen on 4.4.0; put right after it).
 */
export function lockedCredential(mechanism: ScramMechanism): Promise<ScramCredential> {
  return scramCredential(mechanism, randomBytes(32).toString("base64url"), lockedIterations);
}

/**
 * The credential of a password, with a salt of its own.
 * Passwords here are ASCII (base64url), which SASLprep leaves as they are.
 * @throws RangeError for any other text
 */
export async function scramCredential(
  mechanism: ScramMechanism,
  password: string,
  iterations: number,
  salt: Buffer = randomBytes(32),
): Promise<ScramCredential> {
  if (!/^[\x21-\x7e]+$/.test(password)) throw new RangeError("a SCRAM password must be printable ASCII here");
  const [digest, bytes] = mechanism === "scram-sha-512" ? (["sha512", 64] as const) : (["sha256", 32] as const);
  const saltedPassword = await promisify(pbkdf2)(password, salt, iterations, bytes, digest);
  return { mechanism, iterations, salt, saltedPassword };
}
