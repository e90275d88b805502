/** What is kept of a cell. */
import type { Semantics } from "./cells.ts";

/** Versions of an API. */
export interface Api {
  name: string;
  /** The newest that the application speaks. */
  newest: number;
  /** What the broker speaks. */
  min: number;
  max: number;
  /** With this broker. */
  used: number;
}

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
  apis: Api[];
}
