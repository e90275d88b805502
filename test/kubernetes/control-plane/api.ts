/** The API server as its clients see it: objects applied server-side, with every unknown field refused. */
import { request } from "node:https";

export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; [field: string]: any };
  [field: string]: any;
}

export interface ApplyOptions {
  /** Judged by the API server in full, and not kept; default false. */
  dryRun?: boolean;
  /** Who applies. Default: tributary-test. */
  manager?: string;
  /** Fields of others are taken over; else they are refused. Default: true. */
  force?: boolean;
}

/** What the API server said instead of doing it. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

interface Kind {
  plural: string;
  namespaced: boolean;
}

const DEFAULT_MANAGER = "tributary-test";

export class Api {
  readonly url: string;
  readonly #token: string;
  readonly #ca: string;
  readonly #kinds = new Map<string, Map<string, Kind>>();

  /**
   * @param url such as https://127.0.0.1:6443
   * @param token bearer token of an administrator
   * @param ca PEM; who signed the API server's certificate
   */
  constructor(url: string, token: string, ca: string) {
    this.url = url;
    this.#token = token;
    this.#ca = ca;
  }

  /**
   * Makes it so, whether it was there or not.
   * @returns the object as it stands now
   * @throws ApiError when it is refused, also for a field that its type does not have
   */
  async apply(
    object: KubeObject,
    { dryRun = false, manager = DEFAULT_MANAGER, force = true }: ApplyOptions = {},
  ): Promise<KubeObject> {
    const query = new URLSearchParams({ fieldManager: manager, fieldValidation: "Strict", force: String(force) });
    if (dryRun) query.set("dryRun", "All");
    const path = `${await this.pathOf(object)}?${query}`;
    return this.send("PATCH", path, object, "application/apply-patch+yaml");
  }

  /** Only if it is not there yet; what admission thinks of it shows. */
  async create(object: KubeObject, { dryRun = false }: Pick<ApplyOptions, "dryRun"> = {}): Promise<KubeObject> {
    const path = (await this.pathOf(object)).replace(/\/[^/]+$/, "");
    return this.send("POST", `${path}?fieldValidation=Strict${dryRun ? "&dryRun=All" : ""}`, object);
  }

  async get(object: KubeObject): Promise<KubeObject> {
    return this.send("GET", await this.pathOf(object));
  }

  async delete(object: KubeObject): Promise<KubeObject> {
    return this.send("DELETE", await this.pathOf(object));
  }

  /** All of a kind; of one namespace, or of all. */
  async list(apiVersion: string, kind: string, namespace?: string): Promise<KubeObject[]> {
    const { plural } = await this.#kind(apiVersion, kind);
    const within = namespace === undefined ? "" : `/namespaces/${namespace}`;
    return (await this.send("GET", `${rootOf(apiVersion)}${within}/${plural}`)).items as KubeObject[];
  }

  /** @throws ApiError when the server does not know the kind */
  async pathOf({ apiVersion, kind, metadata }: KubeObject): Promise<string> {
    const { plural, namespaced } = await this.#kind(apiVersion, kind);
    const within = namespaced ? `/namespaces/${metadata.namespace ?? "default"}` : "";
    return `${rootOf(apiVersion)}${within}/${plural}/${metadata.name}`;
  }

  send(method: string, path: string, body?: unknown, type = "application/json"): Promise<any> {
    const headers = { authorization: `Bearer ${this.#token}`, accept: "application/json", "content-type": type };
    return new Promise((resolve, reject) => {
      const sent = request(`${this.url}${path}`, { method, headers, ca: this.#ca }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          const status = response.statusCode ?? 0;
          const answer = text.startsWith("{") ? JSON.parse(text) : text;
          if (status < 300) resolve(answer);
          else reject(new ApiError(status, answer.message ?? text));
        });
      });
      sent.on("error", reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  async #kind(apiVersion: string, kind: string): Promise<Kind> {
    const known = this.#kinds.get(apiVersion)?.get(kind);
    if (known !== undefined) return known;
    // A definition may be new, and the server takes a moment to serve it.
    const { resources } = (await this.send("GET", rootOf(apiVersion))) as { resources: any[] };
    const kinds = new Map<string, Kind>();
    for (const { name, kind: of, namespaced } of resources)
      if (!name.includes("/")) kinds.set(of, { plural: name, namespaced });
    this.#kinds.set(apiVersion, kinds);
    const found = kinds.get(kind);
    if (found === undefined) throw new ApiError(404, `${apiVersion} has no kind ${kind}`);
    return found;
  }
}

const rootOf = (apiVersion: string): string =>
  apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
