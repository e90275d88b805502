/** The application's guard of API versions, asked by itself: what a broker speaks of each API, and which version is used with it. */
import type { KafkaConnection } from "../../../app/src/connection.ts";
import { type CommonRange, guardBrokers } from "../../../app/src/kafka/api-guard.ts";
import { createLog } from "../../../app/src/log.ts";

/** Of a processor with transactions, the role that uses most APIs. @throws when the guard would end it */
export async function askGuard(connection: KafkaConnection): Promise<CommonRange[]> {
  const seen: CommonRange[] = [];
  await guardBrokers(connection, {
    uses: { consumes: true, transactions: true },
    log: createLog("error", {}),
    onRange: (range) => seen.push(range),
  });
  return seen;
}
