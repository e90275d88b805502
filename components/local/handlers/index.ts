/** The handler of each type of resource. */
import {
  Access,
  Authority,
  Broker,
  Check,
  Cluster,
  Process,
  Quota,
  Schema,
  Secret,
  Topic,
  User,
  ZooKeeper,
} from "../resources.ts";
import { access } from "./access.ts";
import { authority } from "./authority.ts";
import { broker } from "./broker.ts";
import { check } from "./check.ts";
import { cluster } from "./cluster.ts";
import type { Handler } from "./handler.ts";
import { process } from "./process.ts";
import { quota } from "./quota.ts";
import { schema } from "./schema.ts";
import { secret } from "./secret.ts";
import { topic } from "./topic.ts";
import { user } from "./user.ts";
import { zookeeper } from "./zookeeper.ts";

export const handlers: Record<string, Handler<any, any>> = {
  [Authority.token]: authority,
  [Secret.token]: secret,
  [Broker.token]: broker,
  [ZooKeeper.token]: zookeeper,
  [Cluster.token]: cluster,
  [Topic.token]: topic,
  [User.token]: user,
  [Access.token]: access,
  [Quota.token]: quota,
  [Check.token]: check,
  [Schema.token]: schema,
  [Process.token]: process,
};
