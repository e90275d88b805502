/** Programs: heap, garbage, threads, files, restarts. */
import type { Dashboard } from "./dashboard.ts";
import { graph } from "./panels.ts";

export const jvm: Dashboard = {
  key: "jvm",
  title: "Tributary: JVM and processes",
  question: "Which program has too little memory, stands still, or keeps beginning anew?",
  dataSources: ["prometheus"],
  sources: ["strimzi-reporter", "jmx-exporter", "cloudwatch", "application"],
  variables: [],
  rows: [
    {
      title: "Java",
      panels: [
        graph("Heap in use", "heapUsed", { bad: { above: 0.9 } }),
        graph("Time to collect garbage", "gcShare", { bad: { above: 0.1 } }),
        graph("Threads", "threads"),
      ],
    },
    {
      title: "Node.js",
      panels: [
        graph("Memory", "memoryUsed"),
        graph("Event loop late (99 %)", "eventLoopSeconds", { bad: { above: 0.5 } }),
        graph("Time to collect garbage", "nodeGcShare", { bad: { above: 0.1 } }),
      ],
    },
    {
      title: "All",
      panels: [
        graph("Cores", "cores"),
        graph("Files and connections open", "openFiles", { bad: { above: 0.8 } }),
        graph("Programs that began anew", "starts", { bad: { above: 0 } }),
      ],
    },
  ],
};
