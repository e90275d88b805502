/** What AWS has where, and how its ranges, zones and versions fit together. */
import { defaultZones, hasService, regionsWith } from "../../../../components/aws/regions.ts";
import type { NetworkKeys } from "../../aws/network.ts";
import type { Problem } from "../../problem.ts";
import type { View } from "../../view.ts";
import { eksProblems } from "./eks.ts";
import { networkProblems } from "./network.ts";
import { quoted } from "./quoted.ts";

export function awsProblems(view: View): Problem[] {
  const { aws } = view;
  if (!aws) return [];
  const { region, network, eks } = aws;
  return [
    ...regionProblems(region),
    ...(network ? networkProblems(network, region) : []),
    ...(eks ? eksProblems(view, eks) : []),
    ...zoneNameProblems(view, region, network),
  ];
}

/** Each backend says for itself where it is. */
function regionProblems(region: string | undefined): Problem[] {
  if (region === undefined || hasService(region, "eks")) return [];
  return [
    { path: "aws.region", given: quoted(region), allowed: `a region that has EKS: ${regionsWith("eks").join(", ")}` },
  ];
}

/** Pods are spread over zones that have nodes. */
function zoneNameProblems(
  { kubernetes }: View,
  region: string | undefined,
  network: NetworkKeys | undefined,
): Problem[] {
  if (!kubernetes?.keys || !network || region === undefined) return [];
  const there =
    network.mode === "create" ? (network.zones ?? defaultZones(region)) : network.subnets.map(({ zone }) => zone);
  if (there.length === 0) return [];
  return kubernetes.keys.zones.flatMap((zone, index) =>
    there.includes(zone)
      ? []
      : [
          {
            path: `kubernetes.zones[${index}]`,
            given: quoted(zone),
            allowed: `a zone of the network: ${there.join(", ")}`,
          },
        ],
  );
}
