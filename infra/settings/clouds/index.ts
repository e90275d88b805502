/** Every cloud, a line each. */
import { aws } from "./aws.ts";
import { azure } from "./azure.ts";
import { gcp } from "./gcp.ts";
import { kubernetes } from "./kubernetes.ts";
import { local } from "./local.ts";

export const clouds = [local, kubernetes, aws, gcp, azure] as const;
