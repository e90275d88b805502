/**
 * PLAIN and SCRAM by kafkajs' own exchanges, with the secret read anew at each login and both generations of a rotation.
 * A broker closes a connection whose login it refused, so the other generation is tried on the next one.
 */
import type { AuthenticationProviderArgs, Authenticator, Mechanism } from "kafkajs";
import { LoginRefusedError, messageOf } from "../../errors.ts";
import { installedFolder, KafkaJsModules } from "../fastpath/modules.ts";
import type { Access } from "./access.ts";
import type { Generations } from "./generations.ts";
import { isRefusal, tryAgain } from "./login-errors.ts";

const files = { PLAIN: "plain", "SCRAM-SHA-256": "scram256", "SCRAM-SHA-512": "scram512" } as const;

export interface PasswordLogin {
  mechanism: keyof typeof files;
  username: string;
  /** Of the retiring generation. Default: the same. */
  retiringUsername?: string | undefined;
  generations: Generations;
  /** What the secret must look like; throws ConfigError. Default: anything. */
  check?: (secret: string) => void;
  access: Access;
}

type Exchange = (sasl: { username: string; password: string }) => (args: AuthenticationProviderArgs) => Authenticator;

export function passwordMechanism(login: PasswordLogin): Mechanism {
  const { mechanism, generations, access } = login;
  const exchange = new KafkaJsModules(installedFolder()).load(
    `broker/saslAuthenticator/${files[mechanism]}.js`,
  ) as Exchange;
  return {
    mechanism,
    authenticationProvider: (args) => ({
      async authenticate() {
        const broker = `${args.host}:${args.port}`;
        const password = generations.read();
        const username = (generations.current === "retiring" && login.retiringUsername) || login.username;
        login.check?.(password);
        // kafkajs turns whatever goes wrong into one class; what it was is seen here.
        let failure: unknown;
        const saslAuthenticate: typeof args.saslAuthenticate = (message) =>
          args.saslAuthenticate(message).catch((error: unknown) => {
            failure = error;
            throw error;
          });
        try {
          await exchange({ username, password })({ ...args, saslAuthenticate, logger: quiet }).authenticate();
        } catch (error) {
          if (failure !== undefined && !isRefusal(failure))
            throw tryAgain(`The login was cut off: ${messageOf(failure)}`, broker);
          if (generations.refused(password))
            throw tryAgain(`One generation of the password of ${username} was refused, trying the other.`, broker);
          const reason = failure === undefined ? `: ${messageOf(error)}` : "";
          const text = `Kafka at ${broker} refused the ${mechanism} login of ${username}${reason}; check connection.auth, its secret and the user.`;
          access.problem(broker, text);
          throw new LoginRefusedError(text);
        }
        generations.accepted();
        access.granted(broker);
      },
    }),
  };
}

/** What kafkajs would say as an error is told by us, once and with its remedy. */
const quiet: AuthenticationProviderArgs["logger"] = {
  info() {},
  error() {},
  warn() {},
  debug() {},
  namespace: () => quiet,
  setLogLevel() {},
};
