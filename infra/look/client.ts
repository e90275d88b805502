/** Reads from an API server, and does nothing else there. */
import { openChannel } from "./channel.ts";
import type { Access } from "./kubeconfig.ts";

export { ForbiddenError } from "./channel.ts";

export interface ReadOptions {
  /** Without what the object says: names, labels, annotations. Of a Secret its values stay where they are. */
  metadataOnly?: boolean;
  /** Milliseconds for the whole answer; default 30,000. */
  withinMs?: number;
}

export interface Reader {
  /** Of the kubeconfig. */
  context: string;
  server: string;
  /**
   * @param path such as /api/v1/nodes
   * @returns undefined when there is nothing at the path
   * @throws ForbiddenError when this may not be read; TributaryError when the server cannot be asked, or lets nobody in
   */
  get: (path: string, options?: ReadOptions) => Promise<any>;
}

const METADATA = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

/** @param wanted context of the kubeconfig, default the current one; or an access from elsewhere */
export async function connect(wanted: string | undefined | Access): Promise<Reader> {
  const { context, server, ask, unfit } = await openChannel(wanted);
  const get = async (path: string, { metadataOnly, withinMs }: ReadOptions = {}): Promise<any> => {
    const { status, text } = await ask(path, {
      ...(metadataOnly ? { accept: METADATA } : {}),
      ...(withinMs === undefined ? {} : { withinMs }),
    });
    if (status === 404) return undefined;
    if (status !== 200 || !text.startsWith("{")) throw unfit(status);
    return JSON.parse(text);
  };
  return { context, server, get };
}
