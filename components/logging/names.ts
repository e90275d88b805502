/** Names of what is stored: data streams are logs-<dataset>-<namespace>, in which dashes part the three. */

/** Before all datasets of the platform. */
export const DATASET = "tributary";
/** Every data stream of the platform. */
export const STREAMS = `logs-${DATASET}.*-*`;

/** A part of a name: small letters, digits and _ (ECS, data_stream: no dashes, at most 100 characters). */
export const streamPart = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, "_")
    .slice(0, 80);

/** @param what kafka, operator, registry, ingest, processor... */
export const datasetOf = (what: string): string => `${DATASET}.${streamPart(what)}`;

/** @param stack its name; aws-msk becomes aws_msk */
export const streamOf = (what: string, stack: string): string => `logs-${datasetOf(what)}-${streamPart(stack)}`;
