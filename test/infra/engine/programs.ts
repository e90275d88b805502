/** Small programs for the engine's tests. */
import * as pulumi from "@pulumi/pulumi";
import { TributaryError } from "../../../components/errors.ts";
import { File, Group } from "./files-provider.ts";

class Other extends pulumi.CustomResource {
  constructor(name: string, opts?: pulumi.CustomResourceOptions) {
    super("aws:msk:Cluster", name, {}, opts);
  }
}

/** a <- b (by a property) <- c (by dependsOn), all in a component. */
function chain(texts: { a?: string; b?: string; file?: string; deleteFirst?: boolean } = {}) {
  const group = new Group("group");
  const parent = { parent: group };
  const a = new File("a", { file: texts.file ?? "a", text: texts.a ?? "one", deleteFirst: texts.deleteFirst }, parent);
  const b = new File("b", { file: "b", text: pulumi.interpolate`${a.text}+${texts.b ?? "two"}` }, parent);
  const c = new File("c", { file: "c", text: "three" }, { ...parent, dependsOn: [b] });
  return { lengths: [a.length, b.length, c.length], greeting: new pulumi.Config("tributary").require("greeting") };
}

export const programs: Record<string, () => unknown> = {
  chain: () => chain(),
  changed: () => chain({ b: "2" }),
  replaced: () => chain({ file: "a2" }),
  replacedDeleteFirst: () => chain({ file: "a2", deleteFirst: true }),
  empty: () => ({}),
  failing: () => {
    const a = new File("a", { file: "a", text: "one", fail: "create" });
    new File("b", { file: "b", text: pulumi.interpolate`${a.text}` });
    new File("free", { file: "free", text: "free", ms: 50 });
    return { a: a.length };
  },
  mended: () => {
    const a = new File("a", { file: "a", text: "one" });
    new File("b", { file: "b", text: pulumi.interpolate`${a.text}` });
    new File("free", { file: "free", text: "free", ms: 50 });
    return { a: a.length };
  },
  protected: () => void new File("a", { file: "a", text: "one" }, { protect: true }),
  protectedByParent: () => {
    const group = new Group("group", {}, { protect: true });
    new File("a", { file: "a", text: "one" }, { parent: group });
  },
  unprotected: () => void new File("a", { file: "a", text: "one" }),
  deletedWith: () => {
    const a = new File("a", { file: "a", text: "one" });
    new File("inside", { file: "inside", text: "in" }, { deletedWith: a });
  },
  deletedWithoutInside: () => void new File("a", { file: "a", text: "one" }),
  retained: () => void new File("a", { file: "a", text: "one" }, { retainOnDelete: true }),
  slow: () => {
    const a = new File("a", { file: "a", text: "one", ms: 1500 });
    new File("b", { file: "b", text: pulumi.interpolate`${a.text}` });
  },
  slowPair: () => {
    new File("quick", { file: "quick", text: "quick" });
    new File("slow", { file: "slow", text: "slow", ms: 60_000 });
  },
  quickPair: () => {
    new File("quick", { file: "quick", text: "quick" });
    new File("slow", { file: "slow", text: "slow" });
  },
  secret: () => {
    const a = new File("a", { file: "a", text: pulumi.secret("sesame-open") });
    return { password: a.text, file: "a" };
  },
  aliased: () => {
    const group = new Group("renamed", {}, { aliases: [{ name: "group" }] });
    const a = new File("a", { file: "a", text: "one" }, { parent: group });
    const b = new File("b", { file: "b", text: pulumi.interpolate`${a.text}+two` }, { parent: group });
    new File("c", { file: "c", text: "three" }, { parent: group, dependsOn: [b] });
    return {};
  },
  ignoring: () => {
    const group = new Group("group");
    const a = new File("a", { file: "a", text: "else" }, { parent: group, ignoreChanges: ["text"] });
    const b = new File("b", { file: "b", text: pulumi.interpolate`${a.text}+two` }, { parent: group });
    new File("c", { file: "c", text: "three" }, { parent: group, dependsOn: [b] });
    return {};
  },
  nested: () => {
    const outer = new Group("outer");
    const inner = new Group("inner", {}, { parent: outer });
    new File("a", { file: "a", text: "one" }, { parent: inner });
  },
  foreign: () => void new Other("cluster"),
  transforms: () => void new File("a", { file: "a", text: "x" }, { transforms: [() => undefined] }),
  imported: () => void new File("a", { file: "a", text: "x" }, { import: "a" }),
  refusedByCheck: () => void new File("a", { file: "", text: "x" }),
  throwing: () => {
    new File("a", { file: "a", text: "one" });
    throw new TributaryError("TRB_SETTINGS_INVALID", "kafka.nodes: 0 is not at least 1.");
  },
};
