/** One POST of a form, answered by JSON. No redirects: a token endpoint that moves is one to look at. */
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";

/** milliseconds for the whole exchange */
const TIMEOUT_MS = 10_000;
/** bytes; tokens are a few thousand */
const MAX_BYTES = 262_144;

export interface FormRequest {
  url: string;
  form: Record<string, string>;
  headers?: Record<string, string>;
  /** PEM; default: the authorities that Node trusts */
  ca?: string[];
}

export interface FormAnswer {
  status: number;
  /** Empty when the body was no JSON object. */
  body: Record<string, unknown>;
}

/** Rejects when the other side is not reached or does not answer in time; its own errors are answers. */
export function postForm({ url, form, headers, ca }: FormRequest): Promise<FormAnswer> {
  const body = new URLSearchParams(form).toString();
  return new Promise((resolve, reject) => {
    const request = (url.startsWith("https:") ? requestHttps : requestHttp)(
      url,
      {
        method: "POST",
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: {
          accept: "application/json",
          "content-type": "application/x-www-form-urlencoded",
          "content-length": Buffer.byteLength(body),
          ...headers,
        },
        ...(ca === undefined ? {} : { ca }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        response.on("data", (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > MAX_BYTES) request.destroy(new Error(`the answer is larger than ${MAX_BYTES} bytes`));
          chunks.push(chunk);
        });
        response.on("end", () => resolve({ status: response.statusCode!, body: parse(Buffer.concat(chunks)) }));
        response.on("error", reject);
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

function parse(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
