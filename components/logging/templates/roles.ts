/** Who may do what with the platform's data streams. */
import { STREAMS } from "../names.ts";

export interface Role {
  cluster: string[];
  indices: { names: string[]; privileges: string[] }[];
  applications: { application: string; privileges: string[]; resources: string[] }[];
}

/** Of users and roles alike. */
export const roleNames = { writer: "tributary_logs", reader: "tributary_logs_reader" } as const;

export const roles: Record<(typeof roleNames)[keyof typeof roleNames], Role> = {
  // Adds documents, and makes a data stream with its first one; reads, changes and deletes nothing.
  [roleNames.writer]: {
    cluster: ["monitor"],
    indices: [{ names: [STREAMS], privileges: ["auto_configure", "create_doc"] }],
    applications: [],
  },
  [roleNames.reader]: {
    cluster: [],
    indices: [{ names: [STREAMS], privileges: ["read", "view_index_metadata"] }],
    applications: [
      {
        application: "kibana-.kibana",
        privileges: ["feature_discover.read", "feature_dashboard.read"],
        resources: ["*"],
      },
    ],
  },
};
