/** The kinds of text and number that settings are made of. The message of each says what is allowed. */
import { z } from "zod";

/** A key of a map: the name of a topic or a principal inside the settings, part of logical names. */
export const mapKey = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/, { error: "a key of letters, digits, - and _, at most 63 of them" });

export const topicName = z.string().regex(/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,249}$/, {
  error: "a topic name of letters, digits, . _ and -, at most 249 of them",
});

/** A name, or a prefix when it ends in `*`. */
export const pattern = z.string().regex(/^(\*|[A-Za-z0-9._-]{1,248}\*?)$/, {
  error: "a name of letters, digits, . _ and -, with * at its end for a prefix, or * alone for all",
});

export const retention = z.string().regex(/^([1-9]\d*(ms|s|m|h|d|w)|forever)$/, {
  error: "a whole number with ms, s, m, h, d or w, such as 7d, 12h or 30m, or forever",
});

export const port = z.int().min(1024).max(65535);

/** Of somebody else, who may have a port that only the system's administrator gives away. */
export const anyPort = z.int().min(1).max(65535);

/** Addresses, of either version of the protocol. */
export const cidr = z
  .string()
  .refine((text) => [z.cidrv4(), z.cidrv6()].some((version) => version.safeParse(text).success), {
    error: "a range of addresses, such as 10.0.0.0/16",
  });

export const hostAndPort = z
  .string()
  .regex(/^[^\s@/]+:\d{1,5}$/, { error: "host:port, such as broker-1.example.com:9094" });

export const httpUrl = z.url({ protocol: /^https?$/, error: "an address that begins with http:// or https://" });

/** A path below the project's root: absolute ones and .. would make state differ from machine to machine. */
export const projectFile = z.string().regex(/^(?!\/)(?!.*(^|\/)\.\.(\/|$))[^\\\0]+$/, {
  error: "a path below the project's root, such as app/schemas/login-event.v1.json",
});

/** Credentials are made anew when it is raised. */
export const rotation = z.int().min(1).max(1_000_000);

/** A name as Kubernetes takes it (RFC 1123). */
export const kubeLabel = z.string().regex(/^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$/, {
  error: "a name of small letters, digits, - and ., at most 63 of them",
});

/** An amount of CPU as Kubernetes writes it. */
export const cpu = z
  .string()
  .regex(/^([1-9]\d*|\d+\.\d+|[1-9]\d*m)$/, { error: "CPUs such as 2, or thousandths such as 500m" });

/** Where charts are. */
export const chartRepository = z.string().regex(/^(oci|https):\/\//, {
  error: "an address that begins with oci:// or https://",
});

/** Without tag and digest, which a push adds. */
export const imageRepository = z.string().regex(/^[a-z0-9][a-z0-9._-]*(:\d+)?(\/[a-z0-9][a-z0-9._-]*)+$/, {
  error: "a repository without a tag, such as registry.example.com/tributary",
});

/** By digest: what was tested is what runs, on every node. */
export const imageReference = z.string().regex(/^[a-z0-9][a-zA-Z0-9._:/-]*@sha256:[0-9a-f]{64}$/, {
  error: "an image by digest, such as registry.example.com/tributary/app@sha256:...",
});
