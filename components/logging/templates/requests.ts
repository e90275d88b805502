/** All that an Elasticsearch is told before its first line, as requests that change nothing when they are sent again. */

import type { Mask } from "../ecs/masks.ts";
import { logPipeline, PIPELINE } from "../ecs/pipeline.ts";
import { roleNames, roles } from "./roles.ts";
import { type KeepArgs, lifecycle, STREAM_LIFECYCLE, templates } from "./templates.ts";

export interface LoggingRequest {
  method: "PUT";
  /** Without the address. */
  path: string;
  body: object;
  /** Of the user that the body is of: its password is put in as `password`. Default: none. */
  passwordOf?: string;
  /** Statuses that are as good as a success. Default: none. */
  accepts?: number[];
}

export interface RequestsArgs extends KeepArgs {
  /** Masks besides the platform's. Default: none. */
  masks?: readonly Mask[];
}

/** In the order in which they have to be sent. */
export function loggingRequests({ masks, ...keep }: RequestsArgs): LoggingRequest[] {
  const put = (path: string, body: object): LoggingRequest => ({ method: "PUT", path, body });
  const { component, index } = templates(keep);
  return [
    put(`_ingest/pipeline/${PIPELINE}`, logPipeline(masks)),
    ...Object.entries(component).map(([name, body]) => put(`_component_template/${name}`, body)),
    ...Object.entries(index).map(([name, body]) => put(`_index_template/${name}`, body)),
    // Those that are there keep what their template said when they were made. None is there at first.
    { ...put(STREAM_LIFECYCLE, lifecycle(keep)), accepts: [404] },
    ...Object.entries(roles).map(([name, body]) => put(`_security/role/${name}`, body)),
    ...Object.values(roleNames).map((name) => ({
      ...put(`_security/user/${name}`, { roles: [name] }),
      passwordOf: name,
    })),
  ];
}
