/** Whoever is told of alerts is named, pages may be read from where Prometheus runs, and its namespace is nobody else's. */
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
    ...receiverProblems(operator.routes),
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
  return lists.flatMap(([path, names]) =>
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
