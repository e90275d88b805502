/** What providers would give on top of the inputs, as far as the program reads it: of the right form, and made up. */

import type { OutputsOf } from "../record.ts";
import { arn } from "./aws.ts";
import { confluentOutputs } from "./confluent.ts";

const file = (name: string) => ({ store: "file", name });
/** By type; those of clouds are in their own files. */
export const ownAnswers: OutputsOf = {
  ...confluentOutputs,
  "tributary:local:Authority": () => ({ certificate: file("secrets/ca/ca.crt"), fingerprint: "ab:cd" }),
  "tributary:local:Secret": ({ path, rotation }) => ({
    value: {
      active: file(`secrets/${path}.${rotation}`),
      ...(rotation > 1 ? { retiring: file(`secrets/${path}.${rotation - 1}`) } : {}),
    },
  }),
  "tributary:local:Broker": ({ nodeId }) => ({ process: `kafka-${nodeId}` }),
  "tributary:local:ZooKeeper": () => ({ process: "zookeeper" }),
  "tributary:local:Process": ({ name }) => ({ process: name }),
  "tributary:local:Cluster": ({ nodes }) => ({
    clusterId: "abcdefghijklmnopqrstuw",
    kafkaVersion: "4.4",
    bootstrapServers: nodes.map(({ client }: any) => `127.0.0.1:${client}`),
    replicationServers: nodes.map(({ replication }: any) => `127.0.0.1:${replication}`),
    admin: { version: 1, principal: "admin" },
  }),
  "tributary:kafka:User": ({ user, rotation }) => ({
    password: { active: file(`secrets/users/${user}.${rotation}.password`) },
  }),
  "tributary:kafka:Check": () => ({ clusterId: "theirs", kafkaVersion: "4.0" }),
  "tributary:registry:Schema": () => ({ schemaId: 1, version: 1 }),
  "tls:index/privateKey:PrivateKey": () => ({ privateKeyPem: "a key", privateKeyPemPkcs8: "a key\n" }),
  "tls:index/certRequest:CertRequest": () => ({ certRequestPem: "a request" }),
  "tls:index/selfSignedCert:SelfSignedCert": ({ subject }) => ({ certPem: `certificate of ${subject.commonName}\n` }),
  "tls:index/locallySignedCert:LocallySignedCert": () => ({ certPem: "a certificate\n" }),
  "aws:s3/bucket:Bucket": ({ bucketPrefix = "" }) => ({
    bucket: `${bucketPrefix}1`,
    arn: `arn:aws:s3:::${bucketPrefix}1`,
  }),
  "aws:glue/catalogDatabase:CatalogDatabase": ({ name }) => ({ arn: arn("glue", `database/${name}`) }),
  "aws:athena/workgroup:Workgroup": ({ name }) => ({ arn: arn("athena", `workgroup/${name}`) }),
};
