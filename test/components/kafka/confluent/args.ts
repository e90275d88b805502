/** Arguments of a cluster of Confluent Cloud, of the smallest kind unless changed. */
import * as pulumi from "@pulumi/pulumi";
import type { ConfluentArgs } from "../../../../components/kafka/confluent/args.ts";
import type { ConfluentCluster } from "../../../../components/kafka/confluent/cluster.ts";
import type { PrivateAccess } from "../../../../components/kafka/confluent/private/access.ts";
import type { Network } from "../../../../components/network/network.ts";
import { type Recording, record } from "../../../support/recording.ts";

export const tags = { project: "tributary", stack: "test", environment: "development" };

export const args: ConfluentArgs = {
  prefix: "tributary-test",
  cloud: "aws",
  region: "eu-central-1",
  size: { kind: "standard" },
  availability: "high",
  environment: { governance: "ESSENTIALS" },
  authorization: "roles",
  administrator: { rotation: 1 },
  tableflow: {},
  namespace: "platform",
  sizing: { nodes: 3 },
  topics: { events: { name: "login-events", partitions: 6 }, out: { partitions: 3, allow: ["delete"] } },
  access: {
    writer: { auth: "scram", produce: ["login-events"], transactionalIdPrefix: "w-" },
    reader: { auth: "scram", consume: [{ topic: "login-*", group: "reader" }] },
  },
  protection: false,
  tags,
};

export const network: Network = {
  id: pulumi.output("vpc-1"),
  cidrs: ["10.60.0.0/16"],
  privateSubnets: ["a", "b", "c"].map((letter, index) => ({
    id: pulumi.output(`subnet-${letter}`),
    zone: `eu-central-1${letter}`,
    cidr: `10.60.${index}.0/24`,
  })),
  zones: ["eu-central-1a", "eu-central-1b", "eu-central-1c"],
  ready: [],
};

export async function awsWay(zones: string[] = []): Promise<PrivateAccess> {
  const { awsAccess } = await import("../../../../components/kafka/confluent/private/aws.ts");
  return awsAccess({ network, account: "111122223333", zones, tags });
}

export async function gcpWay(zones: string[] = []): Promise<PrivateAccess> {
  const { gcpAccess } = await import("../../../../components/kafka/confluent/private/gcp.ts");
  return gcpAccess({
    project: "p-1",
    region: "europe-west3",
    network: "pods",
    subnetwork: "endpoints",
    cidr: "10.0.0.0/28",
    zones,
    tags,
  });
}

export async function azureWay(zones: string[] = []): Promise<PrivateAccess> {
  const { azureAccess } = await import("../../../../components/kafka/confluent/private/azure.ts");
  return azureAccess({
    subscription: "11111111-2222-4333-8444-555555555555",
    location: "westeurope",
    resourceGroup: "rg",
    network: "/subscriptions/s/virtualNetworks/pods",
    subnet: "/subscriptions/s/virtualNetworks/pods/subnets/endpoints",
    cidr: "10.1.0.0/28",
    zones,
    tags,
  });
}

/** The cluster named kafka, recorded. */
export async function made(
  change: Partial<ConfluentArgs> = {},
  preview = false,
): Promise<{ recording: Recording; cluster: ConfluentCluster }> {
  const { ConfluentCluster: Class } = await import("../../../../components/kafka/confluent/cluster.ts");
  let cluster: ConfluentCluster | undefined;
  const recording = await record(
    () => {
      cluster = new Class("kafka", { ...args, ...change });
    },
    { preview },
  );
  return { recording, cluster: cluster! };
}

export const value = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => output.apply(resolve));
