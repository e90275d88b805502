/** One run of the engine in a process of its own, as it is used: child.ts OPERATION PROGRAM; prints events and the result as lines of JSON. */
import { join } from "node:path";
import { asTributaryError } from "../../../components/errors.ts";
import { stackFolder } from "../../../components/local/folder.ts";
import * as engine from "../../../infra/engine/index.ts";
import { filesProvider } from "./files-provider.ts";
import { programs } from "./programs.ts";

const [operation = "", name = ""] = process.argv.slice(2);
const folder = stackFolder("engine");
const print = (line: unknown) => process.stdout.write(`${JSON.stringify(line)}\n`);
const controller = new AbortController();
process.on("SIGINT", () => controller.abort());

const options: engine.EngineOptions = {
  folder,
  project: "tributary",
  provider: filesProvider(join(folder.root, "outside")),
  emit: print,
  signal: controller.signal,
};
const program = { config: { "tributary:greeting": "hello" }, load: async () => programs[name]?.() };

try {
  const result =
    operation === "up"
      ? await engine.up(options, program)
      : operation === "preview"
        ? await engine.preview(options, program)
        : operation === "refresh"
          ? await engine.refresh(options)
          : await engine.destroy(options);
  print({ type: "result", result });
} catch (error) {
  print({ type: "error", error: asTributaryError(error) });
}
