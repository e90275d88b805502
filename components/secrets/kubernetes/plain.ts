/** Without a store: Pulumi makes the values and keeps them, encrypted, in its state. */
import { Secret } from "@pulumi/kubernetes/core/v1/secret.js";
import * as pulumi from "@pulumi/pulumi";
import { RandomPassword } from "@pulumi/random/randomPassword.js";
import { generationKey, generationNumbers, generationRole, type SecretSource, secretRole } from "./source.ts";

export const plainSecrets: SecretSource = {
  make(child, credential) {
    const { metadata, length, after = [] } = credential;
    const values = generationNumbers(credential).map((generation) => {
      const role = generationRole(credential, generation);
      const { result } = child(RandomPassword, role, { length, special: false });
      return [generationKey(credential, generation), result] as const;
    });
    const stringData = pulumi.secret(Object.fromEntries(values));
    return child(Secret, secretRole(credential), { metadata, stringData }, { dependsOn: after });
  },
};
