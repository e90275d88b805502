/** Index templates of the platform's data streams: mappings of the one schema, settings, and for how long lines are kept. */
import { fields } from "../ecs/fields.ts";
import { PIPELINE } from "../ecs/pipeline.ts";
import { STREAMS } from "../names.ts";

export interface KeepArgs {
  /** For how many days a line is found; whole indices go, so that it may be some days more (rolloverDays). */
  retentionDays: number;
  /** Copies of each shard besides the first. 0 with one node. */
  replicas: number;
}

export const TEMPLATE = "tributary-logs";
export const componentTemplates = { mappings: `${TEMPLATE}-mappings`, settings: `${TEMPLATE}-settings` } as const;

/** Over that of Elasticsearch's own templates of logs-*-*, which is 100. */
const PRIORITY = 300;

/** Fields of the schema and no others: what is not in it is kept in the document and not searched, and never refused for its type. */
export function mappings(): object {
  const properties: Record<string, any> = {};
  for (const [name, { type }] of Object.entries(fields)) {
    const path = name.split(".");
    let at = properties;
    for (const part of path.slice(0, -1)) {
      at[part] ??= { properties: {} };
      at = at[part].properties;
    }
    at[path.at(-1)!] = type === "object" ? { type, enabled: false } : { type, ...limits[type] };
  }
  return { dynamic: false, properties };
}

/** Longer keywords are kept and not searched: Lucene takes 32 766 bytes of one. */
const limits: Partial<Record<string, object>> = { keyword: { ignore_above: 1_024 } };

export function settings({ replicas }: KeepArgs): object {
  return {
    index: {
      mode: "logsdb",
      number_of_shards: 1,
      number_of_replicas: replicas,
      // No client can leave it out, as it could a default pipeline.
      final_pipeline: PIPELINE,
      // A value of another type is kept and not searched, instead of losing its line.
      mapping: { ignore_malformed: true },
      codec: "best_compression",
    },
  };
}

/** @returns by name, in the order in which they have to be put */
export function templates(args: KeepArgs) {
  return {
    component: {
      [componentTemplates.mappings]: { template: { mappings: mappings() } },
      [componentTemplates.settings]: { template: { settings: settings(args) } },
    },
    index: {
      [TEMPLATE]: {
        index_patterns: [STREAMS],
        priority: PRIORITY,
        composed_of: Object.values(componentTemplates),
        data_stream: {},
        template: {
          lifecycle: lifecycle(args),
          // Lines that are refused would be kept there as they came, which is unmasked.
          data_stream_options: { failure_store: { enabled: false } },
        },
        _meta: { description: "Lines of a platform of Tributary." },
      },
    },
  };
}

/** Where the life cycle of the data streams that are there is set. */
export const STREAM_LIFECYCLE = `_data_stream/${STREAMS}/_lifecycle`;

/** Of a data stream: Elasticsearch rolls over and deletes by itself. */
export const lifecycle = ({ retentionDays }: Pick<KeepArgs, "retentionDays">) => ({
  enabled: true,
  data_retention: `${retentionDays}d`,
});

/**
 * Days that the oldest index of a data stream goes on growing, and so days by which its lines outlive their retention: what
 * cluster.lifecycle.default.rollover says, max_age=auto (Elasticsearch 9.5: RolloverConfiguration.evaluateMaxAgeCondition).
 */
export function rolloverDays(retentionDays: number): number {
  if (retentionDays <= 1) return 1 / 24;
  if (retentionDays <= 14) return 1;
  return retentionDays <= 90 ? 7 : 30;
}
