/** Pods: on nodes that the stack makes their disks alone are paid for, on somebody else's CPU and memory as well, at a price that the user knows. */
import { type Declared, type Driver, type Drivers, hourly, monthly } from "../driver.ts";
import type { RequestRange } from "../requests.ts";

/** @param requests what requestsOf says of the same resources */
export function podDrivers({ of, region, settings }: Declared, requests: RequestRange): Drivers {
  if (settings.cloud === "local") return { fixed: [], byUse: [] };
  const { least, most } = requests;
  const range = (key: "cpu" | "memoryGib" | "diskGib") => ({ least: least[key], most: most[key] });
  const disks = range("diskGib");
  const fixed: Driver[] = [];
  if (of("aws:eks/cluster:Cluster").length > 0) {
    // The storage class that the stack makes is gp3.
    if (disks.most > 0)
      fixed.push(monthly({ what: "Disks of pods, gp3, GB", service: "ebs", region }, "gp3 GB-month", disks));
    return { fixed, byUse: [] };
  }
  const about = { service: "kubernetes", region: "*" };
  fixed.push(
    hourly({ ...about, what: "Pods' requests, vCPU" }, "vCPU hour", range("cpu")),
    hourly({ ...about, what: "Pods' requests, GiB of memory" }, "memory GiB hour", range("memoryGib")),
  );
  if (disks.most > 0) fixed.push(monthly({ ...about, what: "Disks of pods, GiB" }, "disk GiB-month", disks));
  return { fixed, byUse: [] };
}
