/** Policies of IAM as objects, and the parts of them that recur. */
import type { Input } from "@pulumi/pulumi";

/** Values may be known only after an `up`. */
export interface PolicyDocument {
  Version: "2012-10-17";
  Statement: object[];
}

export const policyOf = (...Statement: object[]): PolicyDocument => ({ Version: "2012-10-17", Statement });

/**
 * Who may become a role: a service, for resources of this account alone.
 * @param service such as ec2.amazonaws.com
 * @param account whose resources the service acts for. Default: any, where the service tells none
 * @param source pattern of the ARNs of those resources. Default: any
 */
export function trustOf(service: string, account?: Input<string>, source?: Input<string>): PolicyDocument {
  const Condition = {
    ...(account === undefined ? {} : { StringEquals: { "aws:SourceAccount": account } }),
    ...(source === undefined ? {} : { ArnLike: { "aws:SourceArn": source } }),
  };
  return policyOf({
    Effect: "Allow",
    Principal: { Service: service },
    Action: "sts:AssumeRole",
    ...(Object.keys(Condition).length === 0 ? {} : { Condition }),
  });
}
