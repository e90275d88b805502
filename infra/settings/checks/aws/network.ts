/** Ranges and zones of a network on AWS, made or there already. */
import { defaultZones, zoneLetters } from "../../../../components/aws/regions.ts";
import { LARGEST, SMALLEST } from "../../../../components/network/aws-subnets.ts";
import { contains, isPrivate, overlaps, parseRange, rangeText } from "../../../../components/network/cidr.ts";
import type { NetworkKeys } from "../../aws/network.ts";
import type { Problem } from "../../problem.ts";
import { quoted } from "./quoted.ts";

export function networkProblems(network: NetworkKeys, region: string | undefined): Problem[] {
  return network.mode === "create" ? createdNetwork(network, region) : existingNetwork(network, region);
}

type Created = Extract<NetworkKeys, { mode: "create" }>;

function createdNetwork({ cidr, zones, nat, endpoints }: Created, region: string | undefined): Problem[] {
  return [
    ...rangeProblems("aws.network.cidr", cidr),
    ...zonesProblems("aws.network.zones", zones ?? [], region),
    ...(nat === "none" && endpoints === "s3"
      ? [
          {
            path: "aws.network.endpoints",
            given: '"s3"',
            allowed: "all, because aws.network.nat is none: nodes would reach neither their cluster nor their images",
          },
        ]
      : []),
  ];
}

function rangeProblems(path: string, cidr: string): Problem[] {
  const range = parseRange(cidr);
  const problem = (allowed: string) => [{ path, given: quoted(cidr), allowed }];
  if (rangeText(range) !== cidr)
    return problem(`a range that begins at its first address, such as ${rangeText(range)}`);
  if (!isPrivate(range))
    return problem(
      "addresses that are nobody's on the internet: in 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10",
    );
  if (range.bits < LARGEST || range.bits > SMALLEST)
    return problem(
      `/${LARGEST} to /${SMALLEST}: AWS takes no larger one, and a smaller one has too few addresses for pods`,
    );
  return [];
}

function zonesProblems(path: string, zones: string[], region: string | undefined): Problem[] {
  const letters = region === undefined ? undefined : zoneLetters(region);
  const known = letters?.map((letter) => `${region}${letter}`);
  return zones.flatMap((zone, index) => {
    const problem = (allowed: string) => [{ path: `${path}[${index}]`, given: quoted(zone), allowed }];
    if (zones.indexOf(zone) < index) return problem("a zone that is not named before");
    if (region !== undefined && zone.slice(0, -1) !== region)
      return problem(`a zone of ${region}: ${(known ?? defaultZones(region)).join(", ")}`);
    if (known !== undefined && !known.includes(zone)) return problem(`a zone that ${region} has: ${known.join(", ")}`);
    return [];
  });
}

type Existing = Extract<NetworkKeys, { mode: "existing" }>;

function existingNetwork({ subnets, cidrs }: Existing, region: string | undefined): Problem[] {
  const path = "aws.network.subnets";
  if (subnets.length < 2)
    return [
      {
        path,
        given: subnets.length === 0 ? "missing" : "one subnet",
        allowed:
          "at least two private subnets, each with id, zone and cidr, in different zones: EKS and MSK take no fewer",
      },
    ];
  const ranges = subnets.map(({ cidr }) => parseRange(cidr));
  const clashes = subnets.flatMap(({ cidr }, index) => {
    const other = ranges.findIndex((range, before) => before < index && overlaps(range, ranges[index]!));
    if (other < 0) return [];
    const allowed = `a range apart from that of ${subnets[other]!.id}, ${subnets[other]!.cidr}`;
    return [{ path: `${path}[${index}].cidr`, given: quoted(cidr), allowed }];
  });
  const outside =
    (cidrs ?? []).length === 0
      ? []
      : subnets.flatMap(({ cidr }, index) => {
          if (cidrs!.some((outer) => contains(parseRange(outer), ranges[index]!))) return [];
          return [
            {
              path: `${path}[${index}].cidr`,
              given: quoted(cidr),
              allowed: `a range within aws.network.cidrs: ${cidrs!.join(", ")}`,
            },
          ];
        });
  const zones = zonesProblems(
    path,
    subnets.map(({ zone }) => zone),
    region,
  );
  return [...zones.map((problem) => ({ ...problem, path: `${problem.path}.zone` })), ...clashes, ...outside];
}
