/** A receiver of OTLP/HTTP that keeps what it is sent. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface ReceivedSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  kind: number;
  status: { code?: number; message?: string };
  attributes: Record<string, unknown>;
  resource: Record<string, unknown>;
}

/** Kinds of OTLP. */
export const KIND = { server: 2, producer: 4, consumer: 5 } as const;

const flat = (attributes: { key: string; value: object }[] = []): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

/** @param text JSON of OTLP, as receivers get it and as the Collector's file exporter writes it */
export function spansOf(text: string): ReceivedSpan[] {
  const found: ReceivedSpan[] = [];
  for (const { resource, scopeSpans } of JSON.parse(text).resourceSpans)
    for (const { spans } of scopeSpans)
      for (const { attributes, ...span } of spans)
        found.push({ ...span, attributes: flat(attributes), resource: flat(resource.attributes) });
  return found;
}

export async function startReceiver() {
  const spans: ReceivedSpan[] = [];
  const paths = new Set<string | undefined>();
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => {
      text += chunk;
    });
    request.on("end", () => {
      paths.add(request.url);
      spans.push(...spansOf(text));
      response.setHeader("content-type", "application/json").end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    spans,
    paths,
    close: () => server.close(),
  };
}
