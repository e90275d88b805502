/**
 * `npm run image -- [NAME ...] [options]`: builds images and says what they are. Without a name: the application's.
 * --base, --node-base, --java-base IMAGE, --maven-repository URL, --network NAME: see build.ts.
 * --push REPOSITORY: also to a registry, and the reference by digest, as `kubernetes.image` of a stack takes it.
 */
import { TributaryError } from "../../components/errors.ts";
import { readArgs } from "../read-args.ts";
import { buildImage, exportBill, push } from "./build.ts";
import { compressedBytes, docker, findDocker } from "./docker.ts";
import { type ImageName, imageNames } from "./images.ts";

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

const text = { type: "string" } as const;
const options = {
  base: text,
  "node-base": text,
  "java-base": text,
  "maven-repository": text,
  network: text,
  push: text,
};

async function main(args: string[]): Promise<void> {
  const { values, positionals } = readArgs(args, options);
  const engine = await findDocker();
  const names = positionals.length === 0 ? (["app"] as const) : positionals.map(known);
  for (const name of names) {
    const reference = await buildImage(engine, name, {
      base: values.base,
      nodeBase: values["node-base"],
      javaBase: values["java-base"],
      mavenRepository: values["maven-repository"],
      network: values.network,
    });
    say(`${reference}  ${await docker(engine, ["inspect", "--format", "{{.Id}}", reference])}`);
    say(`  compressed: ${megabytes(await compressedBytes(engine, reference))}`);
    if (name === "app") say(`  made of: ${await exportBill(engine, reference)}`);
    if (values.push !== undefined) say(`  by digest: ${await push(engine, reference, `${values.push}/${name}`)}`);
  }
}

function known(name: string): ImageName {
  const found = imageNames.find((one) => one === name);
  if (found) return found;
  throw new TributaryError("TRB_USAGE", `There is no image ${name}: there are ${imageNames.join(", ")}.`);
}

main(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error instanceof TributaryError ? error.exitCode : 1;
});
