/** Looks the image's bill of materials up in a list of vulnerabilities, by whichever of the two usual scanners is there. */
import { existsSync, readFileSync } from "node:fs";
import { TributaryError } from "../../components/errors.ts";
import { findOnPath } from "../find-on-path.ts";
import { type Bill, namesBase } from "../images/bill.ts";
import { type Delivery, hasImage } from "./delivery.ts";
import { billFile } from "./image.ts";
import { run } from "./run.ts";

/** Fails from this severity on. */
const SEVERITY = "high";

/** The arguments are documented by each: github.com/anchore/grype and trivy.dev, checked 2026-11-28. */
const scanners: Record<string, string[]> = {
  grype: [`sbom:${billFile}`, "--only-fixed", "--fail-on", SEVERITY],
  trivy: ["sbom", "--ignore-unfixed", "--severity", `${SEVERITY},critical`.toUpperCase(), "--exit-code", "1", billFile],
};

/**
 * @param say takes what the scan leaves out. Default: standard output
 * @throws TRB_USAGE without a scanner or a bill, TRB_RUN_FAILED with something that has a fix and was not taken
 */
export async function scan(
  delivery: Delivery,
  say: (line: string) => unknown = (line) => process.stdout.write(`${line}\n`),
): Promise<void> {
  if (!hasImage(delivery)) return;
  if (!existsSync(billFile))
    throw new TributaryError("TRB_USAGE", `There is no ${billFile} to look at.`, {
      hint: "Run `npm run ci -- image`.",
    });
  const scanner = Object.keys(scanners).find((name) => findOnPath(name, delivery.env["PATH"]));
  if (scanner === undefined)
    throw new TributaryError("TRB_USAGE", "Neither grype nor trivy is on PATH: nobody can look for vulnerabilities.", {
      hint: "Install one in the pipeline (docs/delivery.md).",
    });
  if (!namesBase(JSON.parse(readFileSync(billFile, "utf8")) as Bill))
    say("The image's base has no list of packages (dpkg's): it is not looked at, only Node and npm's packages are.");
  await run(scanner, scanners[scanner]!, { env: delivery.env });
}
