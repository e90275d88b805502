/** Programs of this machine that the stack needs, and those without which it does less. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { TributaryError } from "../../components/errors.ts";
import { checkDisk } from "../../components/local/disk.ts";
import { stackFolder } from "../../components/local/folder.ts";
import { findJava } from "../../components/local/java/index.ts";
import { findMaven } from "../../components/local/java/maven-program.ts";
import { checkNode, checkPorts, javaMinimum, nodeRange, stackBytes } from "../../components/local/preflight.ts";
import { compareVersions } from "../compare-versions.ts";
import { findOnPath } from "../find-on-path.ts";
import { localNeeds } from "../local-needs.ts";
import type { Settings, SettingsOf } from "../settings.ts";
import { pulumiCli } from "../upgrade/providers.ts";
import { type Finding, findingOf, type State } from "./finding.ts";

const SUBJECT = "tools";
/** Milliseconds for a program to say its version; the first start of one takes seconds. */
const ANSWER_MS = 15_000;

export async function toolFindings(settings: Settings, stack: string): Promise<Finding[]> {
  const node = findingOf(SUBJECT, () => {
    checkNode(process.versions.node, nodeRange());
    return `Node ${process.versions.node}`;
  });
  const rest = settings.cloud === "local" ? ofThisMachine(settings, stack) : ofACloud(settings);
  return await Promise.all([node, ...rest]);
}

function ofThisMachine(settings: SettingsOf<"local">, stack: string): Promise<Finding>[] {
  const { artifacts, ports } = localNeeds(settings, stack);
  const folder = stackFolder(stack);
  const java = findingOf(SUBJECT, async () => {
    const { version, command } = await findJava(javaMinimum);
    return `Java ${version} at ${command}`;
  });
  const maven = findingOf(SUBJECT, () => {
    const found = findMaven();
    if (found) return `Maven at ${found}`;
    throw new TributaryError("TRB_MAVEN_MISSING", "No Maven was found, which fetches Kafka and the registry.", {
      hint: "Install it; not needed once everything is in .tributary/cache.",
    });
  });
  return [
    ...(artifacts.length === 0 ? [] : [java, maven]),
    findingOf(SUBJECT, () => {
      checkDisk(folder.root, stackBytes, `stack ${stack}`);
      return "enough free disk";
    }),
    findingOf(SUBJECT, async () => {
      await checkPorts(ports, folder);
      return `${ports.length} ports are free, or this stack's own`;
    }),
    program("prometheus", "prometheus scrapes every process of the stack where it is installed", "warning"),
  ];
}

function ofACloud(settings: Exclude<Settings, { cloud: "local" }>): Promise<Finding>[] {
  const wanted: [string, string, State][] = [
    ["docker", "`npm run image` builds the application's image with it", "warning"],
  ];
  if (settings.cloud === "aws")
    wanted.push(["aws", "AWS' command line, version 2, says who you are and logs in to EKS", "problem"]);
  if (settings.cloud === "gcp" || settings.cloud === "azure")
    wanted.push([
      settings.cloud === "gcp" ? "gke-gcloud-auth-plugin" : "kubelogin",
      "the cluster's kubeconfig logs in with it, unless it holds a token",
      "warning",
    ]);
  return [pulumi(), ...wanted.map((args) => program(...args))];
}

/** The version that pipelines have is the one that was tested; an older one may lack flags that are used. */
async function pulumi(): Promise<Finding> {
  const why = "a stack on a cloud is deployed by Pulumi's command line (pulumi.com/docs/install)";
  const there = await program("pulumi", why, "problem");
  if (there.state !== "ok") return there;
  return await findingOf(
    SUBJECT,
    async () => {
      const { stdout } = await promisify(execFile)("pulumi", ["version"], { timeout: ANSWER_MS });
      const version = stdout.trim().replace(/^v/, "");
      if (compareVersions(version, pulumiCli()) >= 0) return `${there.what}, ${version}`;
      throw new TributaryError("TRB_USAGE", `${there.what} is ${version}, and pipelines have ${pulumiCli()}.`, {
        hint: `Install ${pulumiCli()} or newer: ${why}.`,
      });
    },
    "warning",
  );
}

function program(name: string, why: string, state: State): Promise<Finding> {
  return findingOf(
    SUBJECT,
    () => {
      const path = findOnPath(name);
      if (path) return `${name} at ${path}`;
      throw new TributaryError("TRB_USAGE", `${name} is not on PATH.`, { hint: `Install it: ${why}.` });
    },
    state,
  );
}
