/**
 * The ingest pipeline of Elasticsearch that makes one kind of document of every line. It is the final one of its templates, which no client
 * can leave out: what is stored has passed it. Nothing of it depends on who collects, so Logstash and Filebeat only carry lines.
 */
import { ECS_VERSION, moves } from "./fields.ts";
import { linePatterns, partitionPatterns, timeFormats } from "./lines.ts";
import { type Mask, masks } from "./masks.ts";
import { LEVEL, levels, MOVE } from "./scripts.ts";

export type Processor = Record<string, Record<string, unknown>>;

export interface Pipeline {
  description: string;
  processors: Processor[];
  on_failure: Processor[];
}

export const PIPELINE = "tributary-logs";

const isText = "ctx.message instanceof String";

/** @param more masks besides the platform's own, such as of names of a customer's own. Default: none */
export function logPipeline(more: readonly Mask[] = []): Pipeline {
  return {
    description: "Lines of brokers, operators, registry and application to ECS; personal data is masked first.",
    processors: [
      // Whoever sends no text has its whole value masked as text.
      { convert: { tag: "text", field: "message", type: "string", ignore_missing: true } },
      ...[...masks, ...more].map(mask),
      {
        json: {
          tag: "json",
          if: `${isText} && ctx.message.startsWith('{')`,
          field: "message",
          target_field: "line",
          ignore_failure: true,
        },
      },
      {
        grok: {
          tag: "text-line",
          if: `${isText} && !(ctx.line instanceof Map)`,
          field: "message",
          patterns: linePatterns,
          ignore_failure: true,
        },
      },
      // JSON that is no object says nothing that has a name.
      { remove: { tag: "no-object", if: "ctx.line != null && !(ctx.line instanceof Map)", field: "line" } },
      {
        script: {
          tag: "move",
          if: "ctx.line != null",
          lang: "painless",
          source: MOVE,
          params: { moves, times: ["@timestamp", "timestamp", "time", "ts"] },
        },
      },
      {
        date: {
          tag: "time",
          if: "ctx.line_time != null",
          field: "line_time",
          formats: timeFormats,
          timezone: "UTC",
          // A line whose time cannot be read has that of its collection.
          ignore_failure: true,
        },
      },
      { remove: { tag: "time-read", field: "line_time", ignore_missing: true } },
      { script: { tag: "level", if: "ctx.log?.level != null", lang: "painless", source: LEVEL, params: { levels } } },
      {
        grok: {
          tag: "partition",
          if: `${isText} && ctx.tributary?.topic == null`,
          field: "message",
          patterns: partitionPatterns,
          ignore_failure: true,
        },
      },
      { set: { tag: "ecs", field: "ecs.version", value: ECS_VERSION } },
      { set: { tag: "ingested", field: "event.ingested", value: "{{{_ingest.timestamp}}}" } },
    ],
    on_failure: [
      // A processor's own words may hold the line as it came, so that only its name is told.
      { set: { field: "event.kind", value: "pipeline_error" } },
      {
        set: {
          field: "error.type",
          value: "{{{_ingest.on_failure_processor_type}}} {{{_ingest.on_failure_processor_tag}}}",
        },
      },
      { remove: { field: ["line", "line_time"], ignore_missing: true } },
    ],
  };
}

const mask = ({ tag, pattern, replacement }: Mask): Processor => ({
  gsub: { tag: `mask-${tag}`, field: "message", pattern, replacement, ignore_missing: true },
});
