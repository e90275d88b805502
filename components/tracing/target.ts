/** Who keeps traces, and how the collector reaches him. All of them take OTLP; what differs is who asks them, and by what. */

/** How a target is reached. */
export interface TraceTarget {
  /** Base address of its OTLP receiver, http:// or https://. */
  endpoint: string;
  /** http: OTLP/HTTP, most at port 4318; grpc: OTLP/gRPC, most at port 4317. */
  protocol: "http" | "grpc";
  /** Of Tempo: whose traces they are, where it keeps several apart (header X-Scope-OrgID). Default: it does not. */
  tenant?: string | undefined;
  /** Secrets of the collector's namespace. */
  secrets: TargetSecrets;
}

export interface TargetSecrets {
  /** PEM of the authority that its certificate is of. Default: the authorities of the collector's image. */
  authority?: SecretKey | undefined;
  /** Name of a Secret with tls.crt and tls.key, by which the collector proves who it is. Default: it does not. */
  certificate?: string | undefined;
  /** Value of the header Authorization. Default: none is sent. */
  authorization?: SecretKey | undefined;
}

export interface SecretKey {
  secretName: string;
  key: string;
}
