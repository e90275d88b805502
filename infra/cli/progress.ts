/** Shows a run's events: a line for each step that did something, and on a terminal a line that tells what goes on. */
import type { RunEvent, RunResult, StepKind } from "../automation/index.ts";
import { print } from "./output.ts";
import { live, style, width } from "./style.ts";
import { fit, seconds } from "./table.ts";

export interface Progress {
  event(event: RunEvent): void;
  /** Free text in between. */
  doing(text: string): void;
  end(): void;
}

const marks: Record<StepKind, string> = {
  create: "+",
  update: "~",
  replace: "±",
  delete: "-",
  refresh: "↻",
  read: ">",
  same: " ",
};
const doing: Record<StepKind, string> = {
  create: "creating",
  update: "updating",
  replace: "replacing",
  delete: "deleting",
  refresh: "reading",
  read: "reading",
  same: "checking",
};
const done: Record<StepKind, string> = {
  create: "created",
  update: "updated",
  replace: "replaced",
  delete: "deleted",
  refresh: "differs",
  read: "read",
  same: "unchanged",
};
const planned: Record<StepKind, string> = {
  ...doing,
  create: "create",
  update: "update",
  replace: "replace",
  delete: "delete",
};

/** Events as they are, a line of JSON each. */
export function jsonProgress(): Progress {
  return { event: (event) => print(JSON.stringify(event)), doing: () => undefined, end: () => undefined };
}

export function humanProgress(isPreview: boolean): Progress {
  const running = new Map<string, { text: string; since: number }>();
  let other: { text: string; since: number } | undefined;
  let shown = false;
  const clear = () => {
    if (shown) process.stdout.write("\r\x1b[2K");
    shown = false;
  };
  const line = (text: string) => {
    clear();
    print(text);
  };
  const draw = () => {
    const current = [...running.values(), ...(other ? [other] : [])];
    clear();
    if (current.length === 0) return;
    const longest = Math.max(...current.map(({ since }) => Date.now() - since));
    process.stdout.write(
      style.dim(fit(`  … ${current.map(({ text }) => text).join(", ")} ${seconds(longest)}`, width() - 1).trimEnd()),
    );
    shown = true;
  };
  const timer = live() ? setInterval(draw, 120) : undefined;
  timer?.unref();
  const step = (event: Extract<RunEvent, { type: "step-finished" }>) => {
    running.delete(event.urn);
    if (event.step === "same") return;
    const changed = event.changed.length > 0 ? style.dim(` [${event.changed.join(", ")}]`) : "";
    const word = isPreview ? planned[event.step] : `${done[event.step]} ${style.dim(seconds(event.ms))}`;
    line(
      `  ${style.good(marks[event.step])} ${fit(event.name, 34)} ${style.dim(fit(shortType(event.resourceType), 22))} ${word}${changed}`,
    );
  };
  return {
    event: (event) => {
      if (event.type === "step-started") {
        running.set(event.urn, { text: `${doing[event.step]} ${event.name}`, since: Date.now() });
      } else if (event.type === "step-finished") step(event);
      else if (event.type === "step-failed") {
        running.delete(event.urn);
        line(
          `  ${style.bad("!")} ${fit(event.name, 34)} ${style.dim(fit(shortType(event.resourceType), 22))} ${style.bad("failed")}: ${event.error.message}`,
        );
      } else if (event.type === "cost") line(`  ${style.dim("·")} ${event.text}`);
      else if (event.type === "message" && event.severity !== "debug") {
        const text = event.severity === "warning" ? style.notice(event.text) : event.text;
        line(`  ${style.dim("·")} ${text}`);
      }
    },
    doing: (text) => {
      other = text === "" ? undefined : { text, since: Date.now() };
      if (!live() && text !== "") print(`  ${text}`);
    },
    end: () => {
      if (timer) clearInterval(timer);
      clear();
    },
  };
}

/** tributary:kafka:Topic is kafka:Topic here. */
function shortType(type: string): string {
  return type.replace(/^tributary:/, "");
}

/** Such as "3 created, 1 updated, 20 unchanged in 4.2 s". */
export function summary(result: RunResult): string {
  const words =
    result.operation === "preview"
      ? {
          ...planned,
          create: "to create",
          update: "to update",
          replace: "to replace",
          delete: "to delete",
          same: "unchanged",
        }
      : done;
  const parts = (Object.keys(marks) as StepKind[]).flatMap((kind) => {
    const count = result.changes[kind] ?? 0;
    return count > 0 ? [`${count} ${words[kind]}`] : [];
  });
  return `${parts.length > 0 ? parts.join(", ") : "Nothing to do"} in ${seconds(result.ms)}.`;
}
