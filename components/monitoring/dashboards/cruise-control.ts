/** Whether load lies evenly on the brokers, and whether Cruise Control can tell. */
import type { Dashboard } from "./dashboard.ts";
import { graph, lines, now, of } from "./panels.ts";

/** 1: the fullest has as much as the others on average. */
const uneven = (selector: string) => `max(${selector}) / avg(${selector})`;

export const cruiseControl: Dashboard = {
  key: "cruise-control",
  title: "Tributary: Cruise Control",
  question: "Is the cluster balanced, is it being balanced, and can Cruise Control tell?",
  dataSources: ["prometheus"],
  sources: ["cruise-control"],
  variables: [],
  rows: [
    {
      title: "Balance",
      panels: [
        now("Balance", "balance", { bad: { below: 0.7 } }),
        now("Partitions are moved", "rebalancing"),
        now("Goals violated", "goalViolations", { bad: { above: 0 } }),
        now("Disks dead", "diskFailures", { bad: { above: 0 } }),
        now("Partitions watched", "watchedPartitions", { bad: { below: 0.95 } }),
        now("Samples not read", "samplesFailed", { bad: { above: 0 } }),
        graph("Balance", "balance"),
        graph("Goals violated", "goalViolations"),
        graph("Partitions are moved", "rebalancing"),
        lines(
          {
            title: "The most loaded broker against the average",
            description: "1: all have the same",
            unit: "ratio",
          },
          {
            "bytes in": uneven(of("brokerBytesIn")),
            leaders: uneven(of("leaders")),
            partitions: uneven(of("partitions")),
            disk: uneven(of("diskUsed")),
          },
        ),
        graph("Partitions led", "leaders", { to: "brokers" }),
      ],
    },
    {
      title: "Cruise Control itself",
      panels: [
        graph("Partitions watched", "watchedPartitions"),
        graph("Windows with enough samples", "validWindows"),
        graph("Samples not read", "samplesFailed"),
        graph("Seconds to a proposal (99 %)", "proposalSeconds"),
      ],
    },
  ],
};
