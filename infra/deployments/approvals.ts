/** Who must agree before what deployments log in with is changed: a rule of Pulumi ESC for each environment that a stack is given. */
import type * as pulumi from "@pulumi/pulumi";
import { ApprovalRule } from "@pulumi/pulumiservice/approvalRule.js";
import { TributaryComponent } from "../../components/component.ts";
import { project } from "../naming.ts";
import type { DeploymentsSettings } from "./settings.ts";

export interface ApprovalsArgs {
  organization: string;
  /** project/name, each once. */
  environments: readonly string[];
  approvals: NonNullable<DeploymentsSettings["approvals"]>;
}

export class Approvals extends TributaryComponent {
  static readonly token = "tributary:deployments:Approvals";

  readonly nodes: { rules: Record<string, ApprovalRule> };

  constructor(
    name: string,
    { organization, environments, approvals }: ApprovalsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super(Approvals.token, name, {}, opts);
    const rule = (environment: string) => {
      const [of = "", called = ""] = environment.split("/");
      return this.child(ApprovalRule, environment, {
        name: `${project}-deployments`,
        enabled: true,
        environmentIdentifier: { organization, project: of, name: called },
        targetActionTypes: ["update"],
        approvalRuleConfig: {
          numApprovalsRequired: approvals.required,
          eligibleApprovers: approvals.teams.map((teamName) => ({ teamName })),
          // A second pair of eyes, on what is then applied.
          allowSelfApproval: false,
          requireReapprovalOnChange: true,
        },
      });
    };
    this.nodes = { rules: Object.fromEntries(environments.map((environment) => [environment, rule(environment)])) };
    this.finish();
  }
}
