/** `npm run build`: compiles what the package exports to dist, with types, and copies the data that the code reads. */
import { spawnSync } from "node:child_process";
import { cpSync, globSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { projectRoot } from "../../components/local/folder.ts";

const dist = join(projectRoot, "dist");
rmSync(dist, { recursive: true, force: true });
const compiled = spawnSync(join(projectRoot, "node_modules/.bin/tsc"), ["-p", "tsconfig.build.json"], {
  cwd: projectRoot,
  stdio: "inherit",
});
if (compiled.status !== 0) process.exit(1);

for (const file of globSync(["components/**/*.{json,yml,yaml}", "app/schemas/*.{json,avsc}", "infra/main.js"], {
  cwd: projectRoot,
})) {
  mkdirSync(dirname(join(dist, file)), { recursive: true });
  cpSync(join(projectRoot, file), join(dist, file));
}
process.stdout.write(
  "dist is built: import components from tributary, the automation library from tributary/automation\n",
);
