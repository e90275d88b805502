/** How batches are compressed: by a codec that the brokers take and that works on this machine, or not at all. */
import type { Codec, KafkaConnection } from "../connection.ts";
import { ConfigError } from "../errors.ts";
import { compressionCodes } from "./fastpath/codecs/index.ts";
import type { FastpathReport } from "./fastpath/index.ts";

/** Codes of Kafka's record format, which are kafkajs' CompressionTypes too. */
export const codeOf: Record<Codec, number> = { none: 0, ...compressionCodes };

/**
 * @param fastpath where the codecs come from; without them kafkajs has gzip only
 * @throws ConfigError one sentence, when the brokers do not take the codec or this machine does not have it
 */
export function requireCodec(
  codec: Codec,
  { limits }: Pick<KafkaConnection, "limits">,
  fastpath: Pick<FastpathReport, "installed" | "missingCodecs">,
): void {
  if (codec === "none") return;
  if (!limits.compression.includes(codec)) {
    const taken = limits.compression.join(", ") || "none";
    throw new ConfigError(
      `compression is ${codec}, and connection.limits.compression says that the brokers take ${taken}; change compression.`,
    );
  }
  if (fastpath.missingCodecs.includes(codec))
    throw new ConfigError(
      `compression is ${codec}, whose library does not work on this machine; choose another, such as gzip, or none.`,
    );
  if (codec !== "gzip" && !fastpath.installed.includes("codecs"))
    throw new ConfigError(
      `compression is ${codec}, which needs the part "codecs" of the fast path, and that is not used; change KAFKA_FASTPATH, or choose gzip or none.`,
    );
}
