/** How the addresses of a network on AWS are divided: by the letter of the zone, so that the order of zones says nothing. */
import { ZONE_LETTERS } from "../aws/regions.ts";
import { parseRange, partOf, rangeText } from "./cidr.ts";

/** An eighth of the network for each zone's pods and nodes: pods have addresses of the network, too. */
const PRIVATE_BITS = 3;
/** Of the last eighth, a part for each zone's gateways and load balancers. */
const PUBLIC_BITS = 8;
const PUBLIC_FIRST = 2 ** PUBLIC_BITS - 2 ** (PUBLIC_BITS - PRIVATE_BITS);

/** Sizes of a network, as prefixes: AWS takes none beyond the first, and public subnets would be too small beyond the second. */
export const LARGEST = 16;
export const SMALLEST = 20;

export interface SubnetRanges {
  zone: string;
  private: string;
  public: string;
}

/** @param zones whose letters are a to f */
export function subnetRanges(cidr: string, zones: string[]): SubnetRanges[] {
  const range = parseRange(cidr);
  return zones.map((zone) => {
    const index = (ZONE_LETTERS as readonly string[]).indexOf(zone.slice(-1));
    if (index < 0) throw new RangeError(`${zone} is no zone of ${ZONE_LETTERS[0]} to ${ZONE_LETTERS.at(-1)}`);
    return {
      zone,
      private: rangeText(partOf(range, PRIVATE_BITS, index)),
      public: rangeText(partOf(range, PUBLIC_BITS, PUBLIC_FIRST + index)),
    };
  });
}
