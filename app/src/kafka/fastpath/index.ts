/** What the rest of the application uses of the fast path. */
export { fetchEpoch, recordSegments } from "./decode/batch.ts";
export type { BatchHooks } from "./decode/runner.ts";
export type { Segment } from "./decode/segment.ts";
export { type FastpathOptions, type FastpathReport, installFastpath, takesPacked } from "./install.ts";
export { SequenceInDoubtError } from "./send/turns.ts";
export { type FastpathName, type FastpathSetting, fastpathNames, fastpathSetting } from "./setting.ts";
