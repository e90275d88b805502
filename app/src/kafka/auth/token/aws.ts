/** Tokens for MSK IAM: a signed URL, made by AWS's own signer from the credentials of its default chain. Loaded when first used. */
import { generateAuthToken, generateAuthTokenFromCredentialsProvider } from "aws-msk-iam-sasl-signer-js";
import type { Token } from "./cache.ts";

type Provider = Parameters<typeof generateAuthTokenFromCredentialsProvider>[0]["awsCredentialsProvider"];

/**
 * @param provider of credentials; default: AWS's chain (environment, web identity, container, instance, shared files)
 */
export async function awsToken(region: string, provider?: Provider): Promise<Token> {
  const { token, expiryTime } =
    provider === undefined
      ? await generateAuthToken({ region })
      : await generateAuthTokenFromCredentialsProvider({ region, awsCredentialsProvider: provider });
  return { value: token, lifeMs: expiryTime - Date.now() };
}
