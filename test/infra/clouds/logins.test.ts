/** Every way of being logged in at Google Cloud and Azure is seen, and being nobody is one sentence. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { type LoginPlaces, requireLogin } from "../../../infra/clouds/logins.ts";
import type { PodSettings } from "../../../infra/pods/place.ts";
import { parseSettings } from "../../../infra/settings.ts";
import { readStackFile } from "../../../infra/stack-file.ts";

const home = mkdtempSync(join(tmpdir(), "tributary-logins-"));
after(() => rmSync(home, { recursive: true }));
const file = (path: string, text: string): string => {
  const full = join(home, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
  return full;
};

const gcp = parseSettings(readStackFile("confluent-gcp-production")) as PodSettings;
const azure = parseSettings(readStackFile("confluent-azure-production")) as PodSettings;
const nowhere: LoginPlaces = { env: {}, home: "/nowhere", vendorFile: "/nowhere" };
const passes = (settings: PodSettings, places: Partial<LoginPlaces>) =>
  requireLogin(settings, { ...nowhere, ...places });
const refused = (settings: PodSettings, places: Partial<LoginPlaces>, says: RegExp) =>
  assert.throws(() => passes(settings, places), { code: "TRB_CREDENTIALS_INVALID", message: says });

test("each complete set of the environment is a login, and a set that was begun wants its rest", () => {
  for (const name of ["GOOGLE_APPLICATION_CREDENTIALS", "GOOGLE_CREDENTIALS", "GOOGLE_OAUTH_ACCESS_TOKEN"])
    passes(gcp, { env: { [name]: "x" } });
  const app = { ARM_CLIENT_ID: "a", ARM_TENANT_ID: "b", ARM_SUBSCRIPTION_ID: "c" };
  for (const name of ["ARM_USE_OIDC", "ARM_CLIENT_SECRET", "ARM_CLIENT_CERTIFICATE_PATH"])
    passes(azure, { env: { ...app, [name]: "x" } });
  passes(azure, { env: { ARM_USE_MSI: "true" } });
  refused(azure, { env: { ARM_USE_MSI: "false" } }, /^Azure needs ARM_CLIENT_ID and ARM_TENANT_ID/);
  passes(azure, { env: { ARM_USE_DEFAULT_AZURE_CREDENTIAL: "true", ARM_SUBSCRIPTION_ID: "c" } });
  refused(azure, { env: app }, /^Azure needs ARM_USE_OIDC in the environment, or somebody who is logged in/);
  refused(
    gcp,
    { env: { ARM_USE_MSI: "true" } },
    /^Google Cloud needs .*, and \/nowhere\/\.config\/gcloud\/.* is not there\.$/,
  );
});

test("files of gcloud and az, where they are by default and where they are told to be", () => {
  file(".config/gcloud/application_default_credentials.json", "{}");
  passes(gcp, { home });
  file("elsewhere/application_default_credentials.json", "{}");
  passes(gcp, { env: { CLOUDSDK_CONFIG: join(home, "elsewhere") } });
  file(".azure/azureProfile.json", '\uFEFF{"installationId":"x","subscriptions":[]}');
  refused(azure, { home }, /azureProfile\.json names nobody\.$/);
  file(".azure/azureProfile.json", '\uFEFF{"subscriptions":[{"id":"x"}]}');
  passes(azure, { home });
  file("az/azureProfile.json", '{"subscriptions":[{"id":"x"}]}');
  passes(azure, { env: { AZURE_CONFIG_DIR: join(home, "az") } });
  file("az/azureProfile.json", "half a fi");
  refused(azure, { env: { AZURE_CONFIG_DIR: join(home, "az") } }, /names nobody/);
});

test("a machine of Google's has an identity, and so has what the stack's configuration says", () => {
  passes(gcp, { vendorFile: file("vendor", "Google\n") });
  refused(gcp, { vendorFile: file("vendor", "QEMU\n") }, /is not there/);
  passes(gcp, { env: { K_SERVICE: "it" } });
  for (const [settings, key] of [
    [gcp, "gcp:credentials"],
    [azure, "azure-native:useMsi"],
  ] as const) {
    pulumi.runtime.setAllConfig({ [key]: "true" });
    passes(settings, {});
    pulumi.runtime.setAllConfig({});
    refused(settings, {}, /is not there/);
  }
  pulumi.runtime.setAllConfig({ "azure-native:useMsi": "false" });
  refused(azure, {}, /is not there/);
  pulumi.runtime.setAllConfig({});
});

test("nobody has to be logged in where nothing is made", () => {
  for (const stack of ["confluent-gcp-development", "confluent-azure-development", "confluent-kubernetes"])
    passes(parseSettings(readStackFile(stack)) as PodSettings, {});
});
