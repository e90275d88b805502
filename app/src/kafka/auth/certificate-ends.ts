/** When the certificates end that connections of this thread rest on: brokers', their authorities', and our own. */
import type { DetailedPeerCertificate, TLSSocket } from "node:tls";

export type CertificateOf = "broker" | "authority" | "own";

/** By broker: seconds since 1970. A broker's newest connection counts, as its certificate may have been renewed. */
const ends = new Map<string, Partial<Record<CertificateOf, number>>>();

/** @param socket after its handshake */
export function noteCertificates(broker: string, socket: TLSSocket): void {
  const peer = socket.getPeerCertificate(true);
  const own = socket.getCertificate();
  const found: [CertificateOf, string | undefined][] = [
    ["broker", peer.valid_to],
    ...authoritiesOf(peer).map(({ valid_to }): [CertificateOf, string] => ["authority", valid_to]),
    ["own", own !== null && "valid_to" in own ? own.valid_to : undefined],
  ];
  const known = new Map<CertificateOf, number>();
  for (const [of, text] of found) {
    const seconds = Date.parse(text ?? "") / 1000;
    if (!Number.isNaN(seconds)) known.set(of, Math.min(seconds, known.get(of) ?? seconds));
  }
  ends.set(broker, Object.fromEntries(known));
}

/** The first of each kind to end; a kind that is not used is left out. */
export function certificateEnds(): [CertificateOf, number][] {
  return (["broker", "authority", "own"] as const).flatMap((of) => {
    const all = [...ends.values()].flatMap((one) => one[of] ?? []);
    return all.length === 0 ? [] : [[of, Math.min(...all)] as [CertificateOf, number]];
  });
}

/** The chain ends with a certificate that issued itself, or where the broker sent no more. */
function authoritiesOf(peer: DetailedPeerCertificate): DetailedPeerCertificate[] {
  const chain: DetailedPeerCertificate[] = [];
  for (let one = peer; one.issuerCertificate !== undefined && one.issuerCertificate !== one; ) {
    one = one.issuerCertificate;
    chain.push(one);
  }
  return chain;
}
