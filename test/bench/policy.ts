/**
 * `npm run bench:policy [ROUNDS [STACK]]`: what the policies cost on the largest stack file: the rules alone, the pack as Pulumi's engine asks it
 * for each resource, and the command as a process of its own, which evaluates the program first.
 */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { compileCache } from "../../components/local/compile-cache.ts";
import { judgeResources } from "../../infra/policy/judge.ts";
import { judged } from "../../infra/policy/stack.ts";
import { parseSettings } from "../../infra/settings.ts";
import { readStackFile } from "../../infra/stack-file.ts";
import { startPack } from "../infra/policy/support/pack.ts";
import { run } from "../support/platform.ts";
import { recordStack } from "../support/recording.ts";
import { decimals, median } from "./support/stats.ts";

const { positionals } = parseArgs({ allowPositionals: true });
const [given = "5", stack = "aws-msk-production"] = positionals;
const rounds = Number(given);

/** Resources that Pulumi's engine works on at once on two cores: its defaultParallel (pkg/cmd/pulumi/operations/up.go). */
const AT_ONCE = 8;

const raw = readStackFile(stack);
const settings = parseSettings(raw);
const { resources } = await recordStack(stack);
const seconds: Record<string, number[]> = { rules: [], pack: [], command: [] };
/** Of processors, which other load on the machine changes little. */
const cpu: Record<string, number[]> = { rules: [], pack: [] };

async function timed(name: string, work: () => unknown, usage: () => number = ownCpu): Promise<void> {
  const [started, used] = [performance.now(), usage()];
  await work();
  seconds[name]?.push((performance.now() - started) / 1000);
  cpu[name]?.push(usage() - used);
}
function ownCpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

const pack = await startPack(stack, raw);
const command = ["infra/cli/main.ts", "policy", "--stack", stack];
await run(process.execPath, command, compileCache());
for (let round = 1; round <= rounds; round++) {
  await timed("rules", () => judgeResources(judged(resources), { settings, stack, today: new Date() }));
  const waiting = resources.map((resource) => pack.prepared(resource));
  const askAll = () =>
    Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let ask = waiting.pop(); ask !== undefined; ask = waiting.pop()) await ask();
      }),
    );
  await timed("pack", askAll, pack.cpuSeconds);
  await timed("command", async () => {
    const { code, stderr } = await run(process.execPath, command, compileCache());
    if (code !== 0) throw new Error(stderr);
  });
}
pack.stop();

console.log(`${cpus().length} cores (${cpus()[0]?.model}), Node ${process.versions.node}, ${rounds} rounds`);
console.log(`${stack}, ${resources.length} resources\n`);
console.log("| what | time | range | CPU |\n| --- | --- | --- | --- |");
for (const [name, all] of Object.entries(seconds))
  console.log(
    `| ${name} | ${decimals(median(all))} s | ${decimals(Math.min(...all))} to ${decimals(Math.max(...all))} s | ${cpu[name] ? `${decimals(median(cpu[name]))} s` : ""} |`,
  );
