/** What the program asks for: one resource of a registerResource request, as plain data. */
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb.js";
import { TributaryError } from "../../components/errors.ts";
import { makeUrn, stackType } from "./urn.ts";
import type { Properties } from "./values.ts";

/** The one package whose resources this engine knows. */
export const ownPackage = "tributary";

export interface Goal {
  urn: string;
  type: string;
  name: string;
  custom: boolean;
  inputs: Properties;
  parent: string;
  dependencies: string[];
  propertyDependencies: Record<string, string[]>;
  /** Undefined: as the parent has it. */
  protect: boolean | undefined;
  retainOnDelete: boolean | undefined;
  deletedWith: string;
  /** Former URNs, those that come from a parent's aliases too. */
  aliases: string[];
  ignoreChanges: string[];
  replaceOnChanges: string[];
  deleteBeforeReplace: boolean | undefined;
  additionalSecretOutputs: string[];
}

/** @throws TRB_CAPABILITY_MISSING for what only the real engine can do */
export function goalOf(request: RegisterResourceRequest, stack: string, project: string): Goal {
  const type = request.getType();
  const name = request.getName();
  refuse(request, `${type} "${name}"`);
  return {
    urn: makeUrn(stack, project, request.getParent(), type, name),
    type,
    name,
    custom: request.getCustom(),
    inputs: (request.getObject()?.toJavaScript() ?? {}) as Properties,
    parent: request.getParent(),
    dependencies: [...request.getDependenciesList()].sort(),
    propertyDependencies: Object.fromEntries(
      [...request.getPropertydependenciesMap().entries()].map(([key, urns]) => [key, urns.getUrnsList()]),
    ),
    protect: request.hasProtect() ? request.getProtect() : undefined,
    retainOnDelete: request.hasRetainondelete() ? request.getRetainondelete() : undefined,
    deletedWith: request.getDeletedwith(),
    aliases: request.getAliasurnsList(),
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    deleteBeforeReplace: request.getDeletebeforereplacedefined() ? request.getDeletebeforereplace() : undefined,
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
  };
}

/** The error for what this engine does not do; one sentence, with the way out. */
export function notHere(what: string): TributaryError {
  return new TributaryError("TRB_CAPABILITY_MISSING", `The embedded engine does not do this: ${what}.`, {
    hint: "Install the Pulumi CLI and use --engine pulumi.",
  });
}

function refuse(request: RegisterResourceRequest, what: string): void {
  const type = request.getType();
  const [packageName] = type.split(":");
  if (request.getRemote()) throw notHere(`the component ${what} is of another program`);
  if (request.getCustom() && packageName !== ownPackage) {
    throw notHere(`${what} belongs to the package ${packageName}, and it runs resources of ${ownPackage} only`);
  }
  if (type === stackType) return;
  const asked: [boolean, string][] = [
    [request.getImportid() !== "", "import"],
    [request.getTransformsList().length > 0, "transforms"],
    [hasHooks(request), "hooks"],
    [request.getStateMigrationsList().length > 0, "state migrations"],
    [request.getReplaceWithList().length > 0, "replaceWith"],
    [request.hasReplacementTrigger(), "replacementTrigger"],
    [
      request.getIgnorechangesList().concat(request.getReplaceonchangesList()).some(isPattern),
      "a pattern in ignoreChanges or replaceOnChanges",
    ],
    [request.getProvider() !== "", "an explicit provider"],
  ];
  const option = asked.find(([set]) => set)?.[1];
  if (option) throw notHere(`${what} uses ${option}`);
}

const isPattern = (path: string) => /[*[\]"]/.test(path);

function hasHooks(request: RegisterResourceRequest): boolean {
  const hooks = request.getHooks()?.toObject() ?? {};
  return Object.values(hooks).some((names) => Array.isArray(names) && names.length > 0);
}
