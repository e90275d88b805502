/** Amounts as Kubernetes writes them (kubernetes.io: Quantity). */

const factors: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

export const GIB = 2 ** 30;
export const MIB = 2 ** 20;

/**
 * 500m -> 0.5, 64Gi -> 68719476736, 1e3 -> 1000
 * @returns NaN for what is no amount
 */
export function amount(text: string | number | undefined): number {
  const [, digits, unit] = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([a-zA-Z]*)$/.exec(String(text)) ?? [];
  return Number(digits) * (factors[unit ?? ""] ?? Number.NaN);
}
