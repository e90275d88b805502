/** Who runs this image can know that this pipeline made it: cosign signs its digest, and attests what it is made of. */
import { type Delivery, imageOf } from "./delivery.ts";
import { billFile } from "./image.ts";
import { run } from "./run.ts";

/** Neither asks for the public log's address nor writes to it: of cosign 2.6 and 3. */
const UNLISTED = ["--use-signing-config=false", "--tlog-upload=false"];

/**
 * With a key of COSIGN_KEY, a file or a key management's URI; without one by the identity that the pipeline gives (OIDC).
 * @throws TRB_USAGE without cosign, TRB_RUN_FAILED when it fails
 */
export async function sign(delivery: Delivery): Promise<void> {
  const image = imageOf(delivery);
  if (image === undefined) {
    process.stdout.write("Nothing was pushed, so there is nothing to sign.\n");
    return;
  }
  const { COSIGN_KEY: key } = delivery.env;
  const { publicLog } = delivery.settings.delivery;
  const by = ["--yes", ...(key ? ["--key", key] : []), ...(publicLog ? [] : UNLISTED)];
  await run("cosign", ["sign", ...by, image], { env: delivery.env });
  await run("cosign", ["attest", ...by, "--type", "cyclonedx", "--predicate", billFile, image], { env: delivery.env });
}
