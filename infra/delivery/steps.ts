/**
 * The way from a commit to a stack that runs: its steps, in order. They are told here and nowhere else; the pipelines of GitHub, GitLab and
 * Jenkins only call `npm run ci -- STEP`, and a test holds them to this list.
 */
import type { Delivery } from "./delivery.ts";

/** A pull request is judged and changes nothing; a deploy ends with a stack that was seen to work, or with the one before; a release is of a tag. */
export const ways = ["pull-request", "deploy", "release"] as const;
export type Way = (typeof ways)[number];

export interface Step {
  about: string;
  ways: readonly Way[];
  /** Runs only when a step after the first change has failed. */
  mends?: true;
  /** @returns the module that does it, loaded when it is wanted */
  load(): Promise<(delivery: Delivery) => Promise<void>>;
}

/** Those of a stack. */
const ofStacks = ["pull-request", "deploy"] as const;

const npm =
  (...args: string[]): Step["load"] =>
  async () => {
    const { run } = await import("./run.ts");
    return async () => await run("npm", ["run", "--silent", ...args]);
  };

export const steps = {
  credentials: {
    about: "what the stack needs to be deployed with: each that is missing, and how it is made",
    ways: ofStacks,
    load: async () => (await import("./credentials.ts")).requireCredentials,
  },
  check: { about: "format, lint, types, lock file, generated files", ways, load: npm("check") },
  test: { about: "units, and the whole platform on this machine", ways, load: npm("test") },
  image: {
    about: "the application's image and what it is made of; a deploy pushes it",
    ways: ofStacks,
    load: async () => (await import("./image.ts")).makeImage,
  },
  scan: {
    about: "known vulnerabilities of what the image is made of",
    ways: ofStacks,
    load: async () => (await import("./scan.ts")).scan,
  },
  sign: {
    about: "a signature of the image's digest, and its bill of materials attested",
    ways: ["deploy"],
    load: async () => (await import("./sign.ts")).sign,
  },
  preview: {
    about: "what an up would change, and what the stack costs",
    ways: ofStacks,
    load: async () => (await import("./platform.ts")).preview,
  },
  policy: {
    about: "the rules that a stack must keep",
    ways: ofStacks,
    load: async () => (await import("./platform.ts")).policy,
  },
  up: {
    about: "the stack made what its settings say",
    ways: ["deploy"],
    load: async () => (await import("./platform.ts")).up,
  },
  smoke: {
    about: "an event sent through what was deployed",
    ways: ["deploy"],
    load: async () => (await import("./platform.ts")).smoke,
  },
  mark: {
    about: "this commit remembered as the one to go back to",
    ways: ["deploy"],
    load: async () => (await import("./marks.ts")).mark,
  },
  release: {
    about: "the package, what it is made of, and what is new",
    ways: ["release"],
    load: async () => (await import("./release.ts")).release,
  },
  rollback: {
    about: "up with the commit that was marked last",
    ways: ["deploy"],
    mends: true,
    load: async () => (await import("./rollback.ts")).rollback,
  },
} satisfies Record<string, Step>;

export type StepName = keyof typeof steps;

export const stepNames = Object.keys(steps) as StepName[];

/** In order; without those that mend. */
export function stepsOf(way: Way): StepName[] {
  return stepNames.filter((name) => {
    const step: Step = steps[name];
    return step.ways.includes(way) && step.mends === undefined;
  });
}
