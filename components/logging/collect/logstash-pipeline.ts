/**
 * Logstash's pipeline: takes lines from Filebeat by TLS on both sides, keeps them on its disk until Elasticsearch has them, and changes
 * nothing of them: that is the ingest pipeline's.
 */

export interface LogstashPipelineArgs {
  /** Port that Filebeat sends to. */
  port: number;
  /** Folder of tls.crt, tls.key (PKCS #8) and ca.crt. */
  tls: string;
  /** Addresses of Elasticsearch. */
  hosts: string[];
  /** File of its authority. Default: those of Java. */
  authority?: string | undefined;
  /** The user, or the name of a variable of the environment as Logstash writes it. */
  user: string;
  password: string;
}

/** Text as Logstash's configuration takes it: without escapes, so that a quote is the one thing that cannot stand in it. */
export function quoted(text: string): string {
  if (text.includes('"')) throw new TypeError(`a quote cannot stand in Logstash's configuration: ${text}`);
  return `"${text}"`;
}

/** A variable of the environment. */
export const variable = (name: string): string => `\${${name}}`;

export const list = (texts: string[]): string => `[${texts.map(quoted).join(", ")}]`;

/** The output that all pipelines of the platform have: each line goes to the data stream that it names itself. */
export function elasticsearchOutput({
  hosts,
  authority,
  user,
  password,
}: Pick<LogstashPipelineArgs, "hosts" | "authority" | "user" | "password">): string {
  return `output {
  elasticsearch {
    hosts => ${list(hosts)}
    ${authority === undefined ? "" : `ssl_certificate_authorities => ${list([authority])}\n    `}user => ${quoted(user)}
    password => ${quoted(password)}
    data_stream => true
    data_stream_auto_routing => true
    # Templates are put before the first line, by whoever may.
    manage_template => false
  }
}
`;
}

export function logstashPipeline(args: LogstashPipelineArgs): string {
  const { port, tls } = args;
  return `input {
  beats {
    port => ${port}
    ssl_enabled => true
    ssl_certificate => ${quoted(`${tls}/tls.crt`)}
    ssl_key => ${quoted(`${tls}/tls.key`)}
    ssl_certificate_authorities => ${list([`${tls}/ca.crt`])}
    ssl_client_authentication => "required"
    enrich => "none"
  }
}
${elasticsearchOutput(args)}`;
}
