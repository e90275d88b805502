/** What AWS would answer (infra/recording/answers), with names as the provider makes them up by AWS' own descriptions. */
import { arn, special } from "../../infra/recording/answers/aws.ts";
import type { OutputsOf } from "../support/recording.ts";
import type { Mapping } from "./models/mapping.ts";
import { madeUpName } from "./models/problems.ts";
import { mappings } from "./models/services/index.ts";

export { ACCOUNT, REGION } from "../../infra/recording/answers/aws.ts";

/** For every type that has requests. */
export const awsAnswers: OutputsOf = Object.fromEntries(
  Object.entries(mappings)
    .filter((entry): entry is [string, Mapping] => "calls" in entry[1])
    .map(([type, mapping]) => [
      type,
      (inputs, name) => {
        const made = madeUpName(mapping, inputs, name) ?? inputs["name"] ?? name;
        return {
          ...(mapping.autoName === undefined ? {} : { [mapping.autoName]: made }),
          arn: arn(mapping.service, `${type.split("/")[1]!.split(":")[0]}/${made}`),
          ...special[type]?.(made, inputs),
        };
      },
    ]),
);
