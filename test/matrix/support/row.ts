/** What is kept of a cell. */
import type { CommonRange } from "../../../app/src/kafka/api-guard.ts";
import type { Semantics } from "./cells.ts";

export interface Row {
  broker: string;
  login: string;
  semantics: Semantics;
  /** Records of the source topic. */
  in: number;
  out: number;
  dead: number;
  lost: number;
  /** Results beyond the first of a record. */
  duplicated: number;
  seconds: number;
  /** What the guard saw of the broker. */
  apis: CommonRange[];
}
