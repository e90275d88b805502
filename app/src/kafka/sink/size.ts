/** How large a record is. */
import { PackedRecords } from "../packed/records.ts";
import type { OutRecord } from "../port.ts";

/** bytes of all of them; of packed ones exactly, else about */
export function sizeOfAll(records: readonly OutRecord[] | PackedRecords): number {
  if (records instanceof PackedRecords) return records.bytes.length;
  return records.reduce((sum, record) => sum + sizeOf(record), 0);
}

/** bytes, about; Kafka adds some for lengths and deltas */
export function sizeOf(record: OutRecord): number {
  let size = 30 + (record.key?.length ?? 0) + (record.value?.length ?? 0);
  const { headers } = record;
  if (headers === undefined) return size;
  for (const name in headers) {
    const value = headers[name]!;
    if (Array.isArray(value)) for (const one of value) size += name.length + (one?.length ?? 0) + 4;
    else size += name.length + (value?.length ?? 0) + 4;
  }
  return size;
}
