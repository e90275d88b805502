/**
 * Whether there is a login at Google Cloud or Azure at all, before anything is declared: nobody is asked, so what is there may still be refused.
 * Sources, checked 2026-11-28: google-auth-library (src/util, where gcloud keeps its files) and gcp-metadata (src/gcp-residency), azure-cli
 * (where az keeps its files), the configuration of @pulumi/gcp and @pulumi/azure-native.
 */
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { Config } from "@pulumi/pulumi";
import { TributaryError } from "../../components/errors.ts";
import type { PodSettings } from "../pods/place.ts";
import { confluentChoices } from "./confluent.ts";
import { missingWays, ways } from "./credential-ways.ts";

/** Where a login may be; tests have places of their own. */
export interface LoginPlaces {
  env: NodeJS.ProcessEnv;
  /** The user's folder. */
  home: string;
  /** Linux' word on who has made the machine: one of Google's gives its programs an identity. */
  vendorFile: string;
}

const here = (): LoginPlaces => ({ env: process.env, home: homedir(), vendorFile: "/sys/class/dmi/id/bios_vendor" });

interface Login {
  of: string;
  ways: Parameters<typeof missingWays>[0];
  /** Of the stack's configuration: one that is set is enough. */
  configured: { namespace: string; secrets: string[]; flags: string[] };
  file: (places: LoginPlaces) => string;
  /** Whether the file says that somebody is logged in. */
  says: (text: string) => boolean;
  /** Another identity that the machine itself has. */
  machine?: (places: LoginPlaces) => boolean;
  command: string;
}

const logins: Record<"gcp" | "azure", Login> = {
  gcp: {
    of: "Google Cloud",
    ways: ways.gcp,
    configured: { namespace: "gcp", secrets: ["credentials", "accessToken", "externalCredentials"], flags: [] },
    file: ({ env, home }) => join(gcloudFolder(env, home), "application_default_credentials.json"),
    says: () => true,
    machine: ({ env, vendorFile }) => serverless.some((name) => env[name]) || /Google/.test(textOf(vendorFile) ?? ""),
    command: "gcloud auth application-default login",
  },
  azure: {
    of: "Azure",
    ways: ways.azure,
    configured: {
      namespace: "azure-native",
      secrets: ["clientSecret", "clientCertificatePath"],
      flags: ["useOidc", "useMsi", "useDefaultAzureCredential"],
    },
    file: ({ env, home }) => join(env["AZURE_CONFIG_DIR"] || join(home, ".azure"), "azureProfile.json"),
    // The command line writes it before anybody has logged in, too.
    says: (text) => subscriptionsOf(text) > 0,
    command: "az login",
  },
};

const serverless = ["CLOUD_RUN_JOB", "FUNCTION_NAME", "K_SERVICE", "CLOUD_RUN_WORKER_POOL"];

const gcloudFolder = (env: NodeJS.ProcessEnv, home: string): string =>
  env["CLOUDSDK_CONFIG"] || (env["APPDATA"] ? join(env["APPDATA"], "gcloud") : join(home, ".config", "gcloud"));

/**
 * Only where the program makes resources there: ways to a private cluster at Confluent Cloud.
 * @throws TributaryError TRB_CREDENTIALS_INVALID
 */
export function requireLogin(settings: PodSettings, places: Partial<LoginPlaces> = {}): void {
  const { cloud, kafka } = settings;
  if ((cloud !== "gcp" && cloud !== "azure") || kafka.backend !== "confluent") return;
  const { network } = cloud === "gcp" ? settings.gcp : settings.azure;
  if (network === undefined || confluentChoices(kafka).network === "public") return;
  const login = logins[cloud];
  const all = { ...here(), ...places };
  // Ways that are chosen by true are not taken by false.
  const missing = missingWays(login.ways, all.env, (name) => ![undefined, "", "false"].includes(all.env[name]));
  if (missing === undefined || isConfigured(login) || login.machine?.(all)) return;
  const file = login.file(all);
  const text = textOf(file);
  if (text !== undefined && login.says(text)) return;
  throw new TributaryError(
    "TRB_CREDENTIALS_INVALID",
    `${login.of} needs ${missing} in the environment, or somebody who is logged in, and ${file} ${text === undefined ? "is not there" : "names nobody"}.`,
    {
      hint: `Log in (${login.command}), or set what is missing; docs/delivery.md says it for pipelines.`,
      details: { cloud, file },
    },
  );
}

function isConfigured({ configured: { namespace, secrets, flags } }: Login): boolean {
  const config = new Config(namespace);
  return secrets.some((key) => config.getSecret(key) !== undefined) || flags.some((key) => config.get(key) === "true");
}

const textOf = (file: string): string | undefined => {
  try {
    return existsSync(file) ? readFileSync(file, "utf8") : undefined;
  } catch {
    return undefined;
  }
};

/** Python writes it with a mark of its encoding at the beginning. */
function subscriptionsOf(text: string): number {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, "")).subscriptions?.length ?? 0;
  } catch {
    return 0;
  }
}
