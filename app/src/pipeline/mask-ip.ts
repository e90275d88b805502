/** Shortens an address to its network, so that what is passed on no longer points at a person. */

/** IPv4 to its /24, IPv6 to its /48, the rest zero; an IPv4 address written as IPv6 (::ffff:a.b.c.d) is masked as IPv4. */
export function maskIp(ip: string): string {
  if (!ip.includes(":")) return ip.slice(0, ip.lastIndexOf(".")).concat(".0");
  const groups = expand(ip);
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (mapped) return `${groups[6]! >> 8}.${groups[6]! & 255}.${groups[7]! >> 8}.0`;
  const kept = groups.slice(0, 3);
  while (kept.at(-1) === 0) kept.pop();
  return `${kept.map((group) => group.toString(16)).join(":")}::`;
}

/** The eight groups of a valid IPv6 address. */
function expand(ip: string): number[] {
  const [head = "", tail] = ip.split("::");
  const before = parse(head);
  if (tail === undefined) return before;
  const after = parse(tail);
  return [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
}

function parse(part: string): number[] {
  if (part === "") return [];
  return part.split(":").flatMap((group) => {
    if (!group.includes(".")) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split(".").map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}
