/** Whoever is told of alerts is named, samples fit the disk, pages may be read from where Prometheus runs, and its namespace is nobody else's. */
import { DISK_USED } from "../../../components/monitoring/kubernetes/disk.ts";
import { LOOK_BACK_DAYS } from "../../../components/monitoring/slo.ts";
import type { PrometheusOperatorKeys } from "../keys/monitoring.ts";
import type { Problem } from "../problem.ts";
import type { View } from "../view.ts";

export function monitoringProblems(view: View): Problem[] {
  const { kubernetes, monitoring } = view;
  const operator = monitoring !== undefined && "operator" in monitoring ? monitoring.operator : undefined;
  if (!kubernetes || operator === undefined) return [];
  if (operator.mode !== "install") return exporterProblems(view);
  return [
    ...exporterProblems(view),
    ...questionProblems(view, operator.replicas),
    ...retentionProblems(monitoring!.retention, operator),
    ...receiverProblems(operator.routes),
    ...mailProblems(operator.routes?.receivers ?? {}),
    ...readerProblems(operator.namespace, kubernetes.keys?.monitoring),
    ...namespaceProblems(view, operator.namespace),
  ];
}

type Told = Record<"critical" | "warning", readonly string[]>;

function receiverProblems(
  routes: (Told & { receivers: object; application?: Told | undefined }) | undefined,
): Problem[] {
  if (routes === undefined) return [];
  const known = Object.keys(routes.receivers);
  const lists = [
    ["critical", routes.critical],
    ["warning", routes.warning],
    ["application.critical", routes.application?.critical ?? []],
    ["application.warning", routes.application?.warning ?? []],
  ] as const;
  const unknown = lists.flatMap(([path, names]) =>
    names.flatMap((name, index) =>
      known.includes(name)
        ? []
        : [
            {
              path: `monitoring.operator.routes.${path}[${index}]`,
              given: JSON.stringify(name),
              allowed: `a key of monitoring.operator.routes.receivers: ${known.join(", ") || "there is none"}`,
            },
          ],
    ),
  );
  return [...unknown, ...unusedProblems(known, new Set(lists.flatMap(([, names]) => names)))];
}

/** Somebody was meant to be told. */
const unusedProblems = (known: readonly string[], used: ReadonlySet<string>): Problem[] =>
  known
    .filter((name) => !used.has(name))
    .map((name) => ({
      path: `monitoring.operator.routes.receivers.${name}`,
      given: "in no list",
      allowed: "a name in critical or warning of monitoring.operator.routes, because nobody else tells it anything",
    }));

type Installed = Extract<PrometheusOperatorKeys, { mode: "install" }>;
const DAYS = { h: 1 / 24, d: 1, w: 7 } as const;
const daysOf = (retention: string) => Number.parseInt(retention, 10) * DAYS[retention.at(-1) as keyof typeof DAYS];

/** Prometheus deletes blocks whole, which are up to a tenth of the retention long (its documentation, "Storage": Compaction). */
const WITH_BLOCKS = 1.1;

/** What does not fit goes before its time, and nobody is told. */
function retentionProblems(retention: string, { storageGi, perDayGi }: Installed): Problem[] {
  const days = daysOf(retention);
  const given = JSON.stringify(retention);
  const path = "monitoring.retention";
  if (days < LOOK_BACK_DAYS)
    return [{ path, given, allowed: `at least ${LOOK_BACK_DAYS}d, because alerts look back so far` }];
  const room = storageGi * DISK_USED;
  const needed = days * WITH_BLOCKS * perDayGi;
  if (needed <= room) return [];
  const most = Math.floor(room / (perDayGi * WITH_BLOCKS));
  const shorter = most < LOOK_BACK_DAYS ? "nothing that fits" : `at most ${most}d`;
  const allowed = `${shorter}, or a monitoring.operator.storageGi of at least ${Math.ceil(needed / DISK_USED)}: ${perDayGi} GiB a day (monitoring.operator.perDayGi) for so long are ${Math.ceil(needed)} GiB, and ${Math.floor(room)} are filled of ${storageGi}`;
  return [{ path, given, allowed }];
}

/** A server that wants a login takes no mail without a password, and one without a user never sends it. */
function mailProblems(receivers: NonNullable<Installed["routes"]>["receivers"]): Problem[] {
  return Object.entries(receivers).flatMap(([name, receiver]) => {
    if (receiver.kind !== "email") return [];
    const { username, password } = receiver;
    if ((username === undefined) === (password === undefined)) return [];
    const [lacks, has] = username === undefined ? ["username", "password"] : ["password", "username"];
    const path = `monitoring.operator.routes.receivers.${name}.${lacks}`;
    return [{ path, given: "undefined", allowed: `a value, because ${has} has one: a login is both` }];
  });
}

function readerProblems(namespace: string, readers: readonly string[] | undefined): Problem[] {
  if (readers === undefined || readers.includes(namespace)) return [];
  const allowed = `${JSON.stringify(namespace)} among them, because monitoring.operator reads metrics from there`;
  return [{ path: "kubernetes.monitoring", given: JSON.stringify(readers), allowed }];
}

/** A namespace that denies everything is made once, for what its rules let through. */
function namespaceProblems({ kubernetes, scaling }: View, namespace: string): Problem[] {
  const taken: Record<string, string | undefined> = {
    "kubernetes.namespace": kubernetes?.keys?.namespace,
    "scaling.operator.namespace": scaling?.settings?.processor ? scaling.settings.operator.namespace : undefined,
  };
  const [by] = Object.entries(taken).find(([, name]) => name === namespace) ?? [];
  if (by === undefined) return [];
  return [
    {
      path: "monitoring.operator.namespace",
      given: JSON.stringify(namespace),
      allowed: `another name, because ${by} is the same and each has rules of its own`,
    },
  ];
}

/** An image from the internet reaches no network that is shut off from it. */
function exporterProblems({ aws, msk, monitoring }: View): Problem[] {
  if (aws?.network?.mode !== "create" || aws.network.nat !== "none" || msk === undefined) return [];
  if (monitoring === undefined || !("exporter" in monitoring)) return [];
  const { exporter, operator } = monitoring;
  const mirrored = operator?.mode === "install" && operator.imageRegistry !== undefined;
  const pages = msk.tier !== "serverless" && msk.monitoring?.open !== false;
  if (pages || mirrored || exporter.image !== undefined) return [];
  const allowed =
    "an image in a registry that the network reaches, because aws.network.nat is none and brokers without pages are asked of at CloudWatch";
  return [{ path: "monitoring.exporter.image", given: "undefined", allowed }];
}

/** The Metrics API answers an account 160 times an hour, and each Prometheus asks once a minute. */
function questionProblems({ confluent }: View, replicas: number): Problem[] {
  if (confluent === undefined || replicas <= 2) return [];
  const allowed = "at most 2, because Confluent Cloud answers no more often, and each copy asks once a minute";
  return [{ path: "monitoring.operator.replicas", given: String(replicas), allowed }];
}
