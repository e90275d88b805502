/** Who is told of an alert, as Alertmanager reads it. Pure; passwords and addresses that are secret are files. */

/** A Secret of Kubernetes and its key, mounted where Alertmanager runs. */
export interface MountedSecret {
  secretName: string;
  key: string;
}

export type Receiver =
  | { kind: "slack"; channel: string /** Its webhook's address. */; url: MountedSecret }
  | { kind: "pagerduty" /** Integration key of Events API v2. */; key: MountedSecret }
  | { kind: "webhook"; url: MountedSecret }
  | {
      kind: "email";
      to: string;
      from: string;
      /** host:port of the server that takes it; TLS is demanded. */
      server: string;
      username?: string;
      password?: MountedSecret;
    };

export interface AlertRoutes {
  receivers: Record<string, Receiver>;
  /** Who is woken, by name of a receiver. */
  critical: readonly string[];
  /** Who looks in the morning. */
  warning: readonly string[];
  /** Who is told instead of those when it is the application's own. Default: the same as of the platform. */
  application?: { critical: readonly string[]; warning: readonly string[] };
}

/** What explains something else, so that one cause is one message: by name, what is not told while it sounds. */
export type Explained = Record<string, readonly string[]>;

/** Where the operator mounts Secrets (prometheus-operator, API reference, AlertmanagerSpec.secrets). */
const MOUNTED = "/etc/alertmanager/secrets";
const NOBODY = "nobody";

/**
 * One message for each alert of a stack, however many brokers or topics it is about; told again after four hours, as it may have been
 * overlooked.
 */
export function alertmanagerConfig(
  { receivers, critical, warning, application }: AlertRoutes,
  explained: Explained,
): object {
  const told = { critical, warning };
  const routes = [...(application ? levels(application, 'owner="application"') : []), ...levels(told)];
  return {
    route: {
      receiver: NOBODY,
      group_by: ["stack", "alertname"],
      group_wait: "30s",
      group_interval: "5m",
      repeat_interval: "4h",
      routes,
    },
    inhibit_rules: inhibitions(explained),
    receivers: [
      { name: NOBODY },
      ...[...new Set(routes.map(({ receiver }) => receiver))].map((name) => ({
        name,
        ...together(name.split("+").map((one) => receivers[one]!)),
      })),
    ],
  };
}

/** Secrets that the configuration reads, by name and once. */
export function secretsOf({ receivers }: AlertRoutes): string[] {
  const used = Object.values(receivers).flatMap((receiver) => {
    switch (receiver.kind) {
      case "email":
        return receiver.password ? [receiver.password.secretName] : [];
      case "pagerduty":
        return [receiver.key.secretName];
      default:
        return [receiver.url.secretName];
    }
  });
  return [...new Set(used)].sort();
}

/** One receiver tells all that are named for a severity: its name is theirs, joined. */
function levels(told: { critical: readonly string[]; warning: readonly string[] }, matcher?: string) {
  return (["critical", "warning"] as const)
    .filter((severity) => told[severity].length > 0)
    .map((severity) => ({
      matchers: [`severity="${severity}"`, ...(matcher === undefined ? [] : [matcher])],
      receiver: told[severity].join("+"),
    }));
}

function inhibitions(explained: Explained): object[] {
  // A matter that wakes somebody is not told a second time as one for the morning.
  const same = {
    source_matchers: ['severity="critical"'],
    target_matchers: ['severity="warning"'],
    equal: ["stack", "alertname", "instance"],
  };
  return [
    same,
    ...Object.entries(explained).map(([cause, effects]) => ({
      source_matchers: [`alertname="${cause}"`],
      target_matchers: [`alertname=~"${effects.join("|")}"`],
      equal: ["stack"],
    })),
  ];
}

function together(receivers: Receiver[]): object {
  const of = (kind: Receiver["kind"]) => receivers.filter((receiver) => receiver.kind === kind).map(configOf);
  const all = {
    slack_configs: of("slack"),
    pagerduty_configs: of("pagerduty"),
    webhook_configs: of("webhook"),
    email_configs: of("email"),
  };
  return Object.fromEntries(Object.entries(all).filter(([, configs]) => configs.length > 0));
}

const file = ({ secretName, key }: MountedSecret): string => `${MOUNTED}/${secretName}/${key}`;
const TITLE = "{{ .CommonLabels.stack }}: {{ .CommonLabels.alertname }} ({{ .Alerts.Firing | len }})";
const TEXT =
  "{{ range .Alerts }}{{ .Status }}: {{ .Annotations.summary }}\n{{ .Annotations.description }}\n{{ .Annotations.runbook_url }}\n{{ end }}";

function configOf(receiver: Receiver): object {
  const resolved = { send_resolved: true };
  switch (receiver.kind) {
    case "slack":
      return { ...resolved, channel: receiver.channel, api_url_file: file(receiver.url), title: TITLE, text: TEXT };
    case "pagerduty":
      return { ...resolved, routing_key_file: file(receiver.key), description: TITLE };
    case "webhook":
      return { ...resolved, url_file: file(receiver.url) };
    case "email": {
      const { to, from, server, username, password } = receiver;
      const login = username && password ? { auth_username: username, auth_password_file: file(password) } : {};
      return {
        ...resolved,
        to,
        from,
        smarthost: server,
        require_tls: true,
        ...login,
        headers: { Subject: TITLE },
        text: TEXT,
      };
    }
    default:
      return receiver satisfies never;
  }
}
