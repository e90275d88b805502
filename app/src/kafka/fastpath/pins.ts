/**
 * The kafkajs files (2.2.4) that each replacement stands in for or relies on to the byte, with the sha256 of their content. A
 * replacement is made only when all of its files are exactly these.
 */
import type { FastpathName } from "./setting.ts";

const recordBatch = {
  "protocol/recordBatch/v0/index.js": "6d6b63a8959ff0b9ea1198b2d4ec0af940a4c92d5c793bb592310ab46f99df30",
};
const compression = {
  "protocol/message/compression/index.js": "666ec6400225fe90e42f6a59d7bbda2028f4150699dda04524689ccf1f0cb2c1",
};
const encoder = { "protocol/encoder.js": "9977889e184a9e910e4f6098c36ec6a0ca36c183aa6ead0f24191b6aa1c9a777" };
const crc32c = {
  "protocol/recordBatch/crc32C/index.js": "0826ea7387f25400b1a24bacdbba85db9c1f2e932f168874728a9ecaf1eb2379",
  "protocol/recordBatch/crc32C/crc32C.js": "1c09c7a44e7a207f2dabb920e6bf9f6b1b3fd9cc023e959a9e91ba83e5b6f61a",
};

export const pins: Record<FastpathName, Record<string, string>> = {
  crc32c,
  "produce-encoding": {
    ...encoder,
    ...recordBatch,
    ...compression,
    ...crc32c,
    "protocol/requests/produce/v3/request.js": "993a3db997827088f5acb08cacf3c67a99ec2886303ff465d244329b8a1c7f99",
    "protocol/recordBatch/record/v0/index.js": "ffbc628c1f35f5de8ba798165616b1009d9af1c27ca959999a10e6e3c18f8215",
    "protocol/recordBatch/header/v0/index.js": "5517d33a48fa33f5fb3253b3d171c6aa0fda89d9b37d45d985c1c9bf457d45d5",
  },
  "request-framing": {
    ...encoder,
    "protocol/request.js": "2270900ca6474026c11957fe71ac586881985460ed2554db22ad8870dcaff634",
  },
  grouping: {
    "producer/groupMessagesPerPartition.js": "ea72357721fbf67770b5e06b9bf4260faa1e60f3affb556bff2cc7892c1881fb",
  },
  send: {
    "producer/sendMessages.js": "8a120e6993955e040a13014cccebd79b8d41e7355d6eda1065fa83fea2fbbcdb",
    "producer/createTopicData.js": "26da133f71f776a6c3059432f3bcf1c2f8b2ea0c902d48c533974d08c98c6adc",
    "producer/responseSerializer.js": "fae4bfc9539e975e69b7866e77cc00ee2469a110e938f5def0e63e6660cfa2e4",
    "protocol/requests/produce/v3/response.js": "2f36048c7ca33a695e0d62892fef7964a6c3d06a7f4cd2cd7fb68858b9825680",
  },
  transactions: {
    "producer/eosManager/index.js": "a74ae029d7aa786b8616b77f922d30a81bec2833878769dbfa6b4a9dab66db22",
  },
  decode: {
    ...recordBatch,
    ...compression,
    "protocol/recordBatch/v0/decoder.js": "38cae7fc865f9bc51941353e1f6e9419227a8799ba4efb437199393a4eb94819",
    "protocol/recordBatch/record/v0/decoder.js": "86d740054c8be29b02873bf2871eb43ba5004af94324610541dbab2d9fabcc65",
    "protocol/recordBatch/header/v0/decoder.js": "050b16c7a8541207dbd34e847b337c1dd1d9587ebd3324126fcafa528eb6a4c6",
    "protocol/decoder.js": "83c43fac8d6b8ef2dcf0dfe8bc4494e84c2c94d2b59fbe41a670505a5fcba41b",
    "protocol/requests/fetch/v4/decodeMessages.js": "d9fede59bebf84ee15169d0ecc54df594a11722b6ba8d5db535ed1d8548d4fcc",
    "consumer/batch.js": "04ee8657247441599f200af5871ce6b3c4463abe941b97405502f8f5f683face",
    "consumer/filterAbortedMessages.js": "54ce50f2a41ee1686da8b73bf8b502c7dd07c9d7cb0a494cdb36a7fc536ced8e",
    "consumer/runner.js": "fad3247df2e3ba483b94e014e5c5916fd72d7bdfc3b3dfccc5232b60da18306d",
  },
  "consumer-group": {
    "consumer/consumerGroup.js": "f3e461738585a8dc6574c647123a18afc732f81cdee4f9f7bb62e4aa1dffbfbb",
  },
  "request-queue": {
    "network/requestQueue/index.js": "b55986089c14f8f7bfc377922e2e65b3e4c1e7c7af2752d3b10a75dfe9e9260c",
    "network/requestQueue/socketRequest.js": "dde28f8e26c6d17fe3383c60b2bfce27f4790ee4552ca7e73e78fdce30c6bf1d",
  },
  connection: {
    "network/connection.js": "2a993b2e74421ca6d846efd59e4ba74b11100dbe7d40d0f52ea3218e917aafdd",
    "network/connectionPool.js": "ecba4ba6fc4f2a6e5f336b838b573dcca3f01fb39542530841d68691fe4957de",
    "network/socket.js": "9922c37e8a4d9e6b040e3bf8d6d74ca9f4c39c3c875deadc0f9dc5052e714ebe",
  },
  codecs: compression,
};
