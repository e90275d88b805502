/** How Pulumi Deployments delivers one stack: from where, as whom, when, and until when. */
import type * as pulumi from "@pulumi/pulumi";
import { DeploymentSettings } from "@pulumi/pulumiservice/deploymentSettings.js";
import { DriftSchedule } from "@pulumi/pulumiservice/driftSchedule.js";
import { TtlSchedule } from "@pulumi/pulumiservice/ttlSchedule.js";
import { TributaryComponent } from "../../components/component.ts";
import { project } from "../naming.ts";
import type { Settings } from "../settings.ts";
import type { DeploymentsSettings } from "./settings.ts";

export interface StackDeliveryArgs {
  settings: DeploymentsSettings;
  stack: string;
  /** Of the stack itself. */
  ofStack: Settings;
}

/** What a stack is made of, besides its own file; changes elsewhere deploy nothing. */
const PATHS = ["app/**", "components/**", "infra/**", "Pulumi.yaml", "package.json", "package-lock.json"];

/**
 * Only the plugins that a stack uses: by default every provider's in node_modules is fetched for each deployment. Pulumi takes every flag
 * as a variable (its changelog, 3.208.0).
 */
const SMALL = { PULUMI_OPTION_SKIP_PLUGIN_PRE_INSTALL: "true" };

export class StackDelivery extends TributaryComponent {
  static readonly token = "tributary:deployments:StackDelivery";

  readonly nodes: { settings: DeploymentSettings; drift: DriftSchedule | undefined; ttl: TtlSchedule | undefined };

  constructor(name: string, { settings, stack, ofStack }: StackDeliveryArgs, opts?: pulumi.ComponentResourceOptions) {
    super(StackDelivery.token, name, { stack }, opts);
    const { organization, repository, provider, branch, agentPool } = settings;
    const { deploy, drift, expires, review } = ofStack.delivery;
    const of = { organization, project, stack };
    const made = this.child(DeploymentSettings, "settings", {
      ...of,
      sourceContext: { git: { branch } },
      vcs: {
        provider,
        repository,
        paths: [...PATHS, `stacks/Pulumi.${stack}.yaml`],
        previewPullRequests: true,
        deployCommits: deploy === "push",
        pullRequestTemplate: review,
      },
      operationContext: {
        environmentVariables: SMALL,
        preRunCommands: preRunCommands(stack, settings),
        // What tests and the command line need is left out.
        options: { skipInstallDependencies: true, skipIntermediateDeployments: true },
        ...oidcOf(settings, ofStack, stack),
      },
      cacheOptions: { enable: true },
      ...(agentPool === "" ? {} : { agentPoolId: agentPool }),
    });
    // A schedule is of a stack that has settings.
    const after = { dependsOn: [made] };
    this.nodes = {
      settings: made,
      drift:
        drift &&
        this.child(DriftSchedule, "drift", { ...of, scheduleCron: drift.cron, autoRemediate: drift.repair }, after),
      ttl:
        expires === undefined
          ? undefined
          : this.child(TtlSchedule, "ttl", { ...of, timestamp: expires, deleteAfterDestroy: true }, after),
    };
    this.finish();
  }
}

function preRunCommands(stack: string, { environments }: DeploymentsSettings): string[] {
  const install = "npm ci --omit=dev --ignore-scripts --no-audit --no-fund";
  const added = (environments[stack] ?? []).map((name) => `pulumi config env add ${name} --stack ${stack} --yes`);
  return [install, ...added];
}

/** Of the clouds that the stack is on; nothing where it is on none, or somebody gives credentials by an environment. */
function oidcOf({ oidc }: DeploymentsSettings, { cloud }: Settings, stack: string) {
  const sessionName = `${project}-${stack}`.slice(0, LONGEST_SESSION);
  if (cloud === "aws" && oidc.aws) return { oidc: { aws: { roleARN: oidc.aws.roleArn, sessionName } } };
  if (cloud === "gcp" && oidc.gcp) return { oidc: { gcp: oidc.gcp } };
  if (cloud === "azure" && oidc.azure) return { oidc: { azure: oidc.azure } };
  return {};
}

/** Characters of a role session's name at AWS (sts AssumeRole: RoleSessionName). */
const LONGEST_SESSION = 64;
