/** Node, which runs the application: in the image that a release builds, or on this machine. */
import { nodeRange } from "../../components/local/preflight.ts";
import { containers, nodeLines } from "../versions.ts";
import type { Context } from "./context.ts";
import { endOf } from "./end.ts";
import type { Part, Subject } from "./plan.ts";
import { release } from "./release.ts";

const TITLE = "Node of the application";

/** Empty without an application. */
export function nodePart({ settings, asked, today }: Context, running = process.versions.node): Part {
  if (!settings.workload) return { subjects: [], steps: [], refused: [] };
  const built = containers.node.version.split("-")[0]!;
  const local = settings.cloud === "local";
  const subject: Subject = {
    id: "node",
    title: TITLE,
    now: local ? running : null,
    source: local ? "machine" : null,
    target: local ? null : built,
    end: endOf(nodeLines, local ? running : built, today),
    state: local ? "elsewhere" : "next-release",
    what: local
      ? `this machine's, of ${nodeRange()}; what is older is replaced by a pinned one`
      : `in the image that Tributary ${release} builds (\`npm run image -- --push\`, then kubernetes.image); what an image has that is named by digest is not known here`,
  };
  const to = asked.get("node");
  const refused =
    to === undefined || to === built
      ? []
      : [
          {
            subject: "node",
            from: subject.now,
            to,
            reason: local ? "Node is this machine's own" : `Tributary ${release} builds images on Node ${built}`,
            instead: local
              ? "install it; package.json's engines say which will do"
              : "the next release of Tributary, or `npm run image -- --node-base IMAGE`",
            way: [],
          },
        ];
  if (refused.length > 0) subject.state = "refused";
  return { subjects: [subject], steps: [], refused };
}
