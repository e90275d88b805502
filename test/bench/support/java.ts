/** Kafka's own programs and those of test/bench/java, compiled against the same locked jars. */
import { execFileSync } from "node:child_process";
import { globSync, mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Artifacts, ensureArtifacts, findJava } from "../../../components/local/java/index.ts";
import { Child } from "./child.ts";

export const javaSet = "bench-4.3.1";
/** The same heap for every Java program, fixed, so that its growth is not measured. */
export const javaFlags = ["-Xms512m", "-Xmx512m", "-XX:+UseG1GC"];

export class JavaPrograms {
  readonly #command: string;
  readonly #classpath: string;

  private constructor(command: string, classpath: string) {
    this.#command = command;
    this.#classpath = classpath;
  }

  /** @param folder for the classes @throws when there is no Java, no compiler in it, or the jars cannot be had */
  static async prepare(folder: string, log: (text: string) => void): Promise<JavaPrograms> {
    const java = await findJava(17);
    const artifacts: Artifacts = await ensureArtifacts(javaSet, log);
    const classes = join(folder, "classes");
    mkdirSync(classes, { recursive: true });
    const jars = artifacts.classpath.join(delimiter);
    const sources = globSync("*.java", { cwd: join(import.meta.dirname, "../java") }).map((name) =>
      join(import.meta.dirname, "../java", name),
    );
    const compiler = ["--module", "jdk.compiler/com.sun.tools.javac.Main"];
    try {
      execFileSync(
        java.command,
        [...compiler, "--release", "17", "-nowarn", "-proc:none", "-cp", jars, "-d", classes, ...sources],
        {
          stdio: "pipe",
        },
      );
    } catch (error) {
      const said = String((error as { stderr?: Buffer }).stderr ?? error).slice(0, 2_000);
      throw new Error(`test/bench/java cannot be compiled; ${java.command} must belong to a JDK.\n${said}`);
    }
    return new JavaPrograms(java.command, [classes, jars].join(delimiter));
  }

  start(main: string, args: (string | number)[], limitSeconds?: number): Child {
    const all = [...javaFlags, "-cp", this.#classpath, main, ...args.map(String)];
    return new Child(this.#command, all, limitSeconds === undefined ? {} : { limitSeconds });
  }

  /** Runs one of ours, whose last line is JSON. */
  async json<T>(main: string, args: (string | number)[]): Promise<T> {
    const output = await this.start(main, args).succeed();
    return JSON.parse(output.trim().split("\n").at(-1)!) as T;
  }
}
