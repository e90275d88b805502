/** What Maven, or Docker on its behalf, says when it fails, as one sentence. */
import { TributaryError } from "../../errors.ts";

const networkSigns =
  /Unknown host|UnknownHostException|Name or service not known|Temporary failure in name resolution|Connection refused|Network is unreachable|No route to host|connect timed out|Connect timed out|Read timed out|Connection reset|PKIX path|SSLHandshake|status code: (4|5)\d\d|Could not transfer artifact|offline mode|no such host|dial tcp|TLS handshake timeout/;

/** Maven's own words as one sentence. The first line with a file's name says most. */
export function diagnose(set: string, output: string, code: number | null): TributaryError {
  const cause = new Error(output.slice(0, 4000));
  if (/No space left on device|Disk quota exceeded/.test(output)) {
    return new TributaryError(
      "TRB_DISK_FULL",
      `The disk is full, so ${set} could not be downloaded: free some space and start again.`,
      { cause },
    );
  }
  const sign = networkSigns.exec(output)?.[0];
  if (sign) {
    return new TributaryError(
      "TRB_NETWORK",
      `Maven reaches no repository to download ${set} from (${sign}): check the network, or the mirror and proxy in Maven's settings.xml, and start again.`,
      { cause },
    );
  }
  const missing = /Could not find artifact (\S+)/.exec(output)?.[1];
  if (missing) {
    return new TributaryError(
      "TRB_NETWORK",
      `Maven's repository does not have ${missing}, which ${set} needs: let the mirror in Maven's settings.xml serve it, and start again.`,
      { cause },
    );
  }
  const first = output
    .split("\n")[0]
    ?.replace(/^\[?ERROR\]?\s*/, "")
    .slice(0, 300);
  return new TributaryError(
    "TRB_RUN_FAILED",
    `Maven could not download ${set} (exit code ${code}): ${first || "it said nothing"}.`,
    { cause },
  );
}
