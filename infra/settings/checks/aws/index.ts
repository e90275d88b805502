/** What AWS has where, and how its ranges, zones and versions fit together. */
import { defaultZones, hasService, type RegionalService, regionsWith } from "../../../../components/aws/regions.ts";
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
    ...regionProblems(view, region),
    ...(network ? networkProblems(network, region) : []),
    ...(eks ? eksProblems(view, eks) : []),
    ...zoneNameProblems(view, region, network),
  ];
}

function regionProblems({ msk }: View, region: string | undefined): Problem[] {
  if (region === undefined) return [];
  const wanted: RegionalService[] = msk ? ["eks", "msk"] : ["eks"];
  if (wanted.every((service) => hasService(region, service))) return [];
  const names = wanted.map((service) => service.toUpperCase()).join(" and ");
  const allowed = `a region that has ${names}: ${regionsWith(...wanted).join(", ")}`;
  return [{ path: "aws.region", given: quoted(region), allowed }];
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
