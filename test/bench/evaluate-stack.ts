/**
 * The program on a stack file under the mock runtime: settings read, every resource registered, nothing created.
 * Usage: evaluate-stack.ts STACK [TOPICS USERS]: with so many topics and users added to those of the file.
 */
import * as pulumi from "@pulumi/pulumi";
import { program } from "../../infra/program.ts";
import { confluentCalls, confluentOutputs } from "../../infra/recording/answers/confluent.ts";
import { parseSettings } from "../../infra/settings.ts";
import { readStackFile } from "../../infra/stack-file.ts";

const [stack = "local", topics = "0", users = "0"] = process.argv.slice(2);
const raw = readStackFile(stack) as { kafka: { topics: object; access: object } };
const many = (count: string, of: (index: number) => [string, object]) =>
  Object.fromEntries(Array.from({ length: Number(count) }, (_, index) => of(index)));
Object.assign(
  raw.kafka.topics,
  many(topics, (index) => [`orders${index}`, { name: `orders-${index}`, partitions: 6, retention: "7d" }]),
);
Object.assign(
  raw.kafka.access,
  many(users, (index) => [
    `service-${index}`,
    { produce: [`orders-${index}`], consume: [{ topic: `orders-${index}`, group: `service-${index}-*` }] },
  ]),
);

const { ACCOUNT, awsAnswers } = await import("../aws/answers.ts");
const outputs = { ...confluentOutputs, ...awsAnswers };
// Nobody is asked.
const askCaller = async () => ({ account: ACCOUNT, principal: `arn:aws:iam::${ACCOUNT}:role/tributary-deployer` });

let resources = 0;
await pulumi.runtime.setMocks(
  {
    call: ({ token, inputs }) => confluentCalls[token]?.(inputs) ?? {},
    newResource: ({ type, name, inputs }) => {
      resources += 1;
      return { id: name, state: { ...inputs, ...outputs[type]?.(inputs, name) } };
    },
  },
  "tributary",
  stack,
);
await pulumi.runtime.runInPulumiStack(async () => program(parseSettings(raw), stack, { look: false, askCaller }));
const { user, system } = process.cpuUsage();
const peakBytes = process.resourceUsage().maxRSS * 1024;
console.log(JSON.stringify({ peakBytes, cpuSeconds: (user + system) / 1e6, resources }));
