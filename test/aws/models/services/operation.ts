/** What watches and moves: logs, events, queues, scaling, names, budgets. */
import { type Inputs, type Mappings, type Place, tagList } from "../mapping.ts";

/** SQS has all attributes in one map of texts. */
const attribute =
  (name: string): Place =>
  (value) => ({ Attributes: { [name]: String(value) } });

export const operation: Mappings = {
  "aws:cloudwatch/logGroup:LogGroup": {
    service: "logs",
    autoName: "name",
    kept: ["skipDestroy"],
    calls: [
      { operation: "CreateLogGroup", fields: { name: "logGroupName" } },
      {
        operation: "PutRetentionPolicy",
        takes: ["retentionInDays"],
        adds: ({ name }) => ({ logGroupName: name }),
        // 0 is for ever, which is what there is without a call.
        when: ({ retentionInDays }) => (retentionInDays ?? 0) !== 0,
      },
    ],
  },
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": {
    service: "logs",
    calls: [{ operation: "PutResourcePolicy" }],
  },
  "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter": {
    service: "logs",
    autoName: "name",
    calls: [{ operation: "PutSubscriptionFilter", fields: { name: "filterName", logGroup: "logGroupName" } }],
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    service: "cloudwatch",
    autoName: "name",
    calls: [
      {
        operation: "PutMetricAlarm",
        fields: {
          name: "AlarmName",
          metricQueries: "Metrics",
          dimensions: (map: Record<string, string>) => ({
            Dimensions: Object.entries(map).map(([Name, Value]) => ({ Name, Value })),
          }),
        },
      },
    ],
  },
  "aws:cloudwatch/eventRule:EventRule": {
    service: "events",
    autoName: "name",
    kept: ["forceDestroy"],
    calls: [{ operation: "PutRule" }],
  },
  "aws:cloudwatch/eventTarget:EventTarget": {
    service: "events",
    kept: ["forceDestroy"],
    calls: [
      {
        operation: "PutTargets",
        fields: {
          ...Object.fromEntries(
            ["arn", "targetId", "roleArn", "input", "inputPath", "deadLetterConfig"].map((name) => [name, undefined]),
          ),
          retryPolicy: undefined,
        },
        adds: (inputs) => ({ Targets: [target(inputs)] }),
      },
    ],
  },
  "aws:sqs/queue:Queue": {
    service: "sqs",
    autoName: "name",
    calls: [
      {
        operation: "CreateQueue",
        fields: {
          name: "QueueName",
          contentBasedDeduplication: attribute("ContentBasedDeduplication"),
          delaySeconds: attribute("DelaySeconds"),
          fifoQueue: attribute("FifoQueue"),
          kmsDataKeyReusePeriodSeconds: attribute("KmsDataKeyReusePeriodSeconds"),
          kmsMasterKeyId: attribute("KmsMasterKeyId"),
          maxMessageSize: attribute("MaximumMessageSize"),
          messageRetentionSeconds: attribute("MessageRetentionPeriod"),
          policy: attribute("Policy"),
          receiveWaitTimeSeconds: attribute("ReceiveMessageWaitTimeSeconds"),
          redriveAllowPolicy: attribute("RedriveAllowPolicy"),
          redrivePolicy: attribute("RedrivePolicy"),
          sqsManagedSseEnabled: attribute("SqsManagedSseEnabled"),
          visibilityTimeoutSeconds: attribute("VisibilityTimeout"),
        },
      },
    ],
  },
  "aws:sqs/queuePolicy:QueuePolicy": {
    service: "sqs",
    calls: [
      { operation: "SetQueueAttributes", fields: { policy: attribute("Policy") }, adds: () => ({ Attributes: {} }) },
    ],
  },
  "aws:appautoscaling/target:Target": {
    service: "application-autoscaling",
    calls: [{ operation: "RegisterScalableTarget" }],
  },
  "aws:appautoscaling/policy:Policy": {
    service: "application-autoscaling",
    autoName: "name",
    calls: [{ operation: "PutScalingPolicy", fields: { name: "PolicyName" } }],
  },
  "aws:route53/zone:Zone": {
    service: "route53",
    kept: ["forceDestroy"],
    calls: [
      {
        operation: "CreateHostedZone",
        fields: {
          comment: "HostedZoneConfig.Comment",
          // The provider associates any others afterwards.
          vpcs: ([first]: Inputs[]) => ({
            VPC: { VPCId: first?.["vpcId"], ...(first?.["vpcRegion"] ? { VPCRegion: first["vpcRegion"] } : {}) },
          }),
        },
        adds: () => ({ CallerReference: "made-up-by-the-provider" }),
      },
      {
        operation: "ChangeTagsForResource",
        takes: ["tags"],
        fields: { tags: "AddTags" },
        // As it sends it: without the path that ids of zones have in answers.
        adds: (_, id) => ({ ResourceType: "hostedzone", ResourceId: id.slice(0, 32) }),
        when: ({ tags }) => tags !== undefined,
      },
    ],
  },
  "aws:route53/record:Record": {
    service: "route53",
    kept: ["allowOverwrite"],
    calls: [
      {
        operation: "ChangeResourceRecordSets",
        fields: {
          zoneId: "HostedZoneId",
          ...Object.fromEntries(
            ["name", "type", "ttl", "records", "aliases", "setIdentifier"].map((name) => [name, undefined]),
          ),
        },
        adds: (inputs) => ({ ChangeBatch: { Changes: [{ Action: "UPSERT", ResourceRecordSet: recordSet(inputs) }] } }),
      },
    ],
  },
  "aws:budgets/budget:Budget": {
    service: "budgets",
    autoName: "name",
    calls: [
      {
        operation: "CreateBudget",
        into: "Budget",
        fields: {
          name: "Budget.BudgetName",
          tags: (tags) => ({ ResourceTags: tagList(tags) }),
          limitAmount: "Budget.BudgetLimit.Amount",
          limitUnit: "Budget.BudgetLimit.Unit",
          timePeriodStart: "Budget.TimePeriod.Start",
          timePeriodEnd: "Budget.TimePeriod.End",
          costFilters: (filters: Inputs[]) => ({
            Budget: { CostFilters: Object.fromEntries(filters.map(({ name, values }) => [name, values])) },
          }),
          notifications: (list: Inputs[]) => ({ NotificationsWithSubscribers: list.map(notification) }),
        },
        adds: ({ accountId = "123456789012" }) => ({ AccountId: accountId }),
      },
    ],
  },
};

const given = (members: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

function target({ arn, targetId, roleArn, input, inputPath, deadLetterConfig, retryPolicy }: Inputs) {
  return given({
    Id: targetId ?? "made-up",
    Arn: arn,
    RoleArn: roleArn,
    Input: input,
    InputPath: inputPath,
    DeadLetterConfig: deadLetterConfig && { Arn: deadLetterConfig.arn },
    RetryPolicy:
      retryPolicy &&
      given({
        MaximumEventAgeInSeconds: retryPolicy.maximumEventAgeInSeconds,
        MaximumRetryAttempts: retryPolicy.maximumRetryAttempts,
      }),
  });
}

function recordSet({ name, type, ttl, records, aliases, setIdentifier }: Inputs) {
  const [alias] = Array.isArray(aliases) ? aliases : [];
  return given({
    Name: name,
    Type: type,
    TTL: ttl,
    SetIdentifier: setIdentifier,
    ResourceRecords: Array.isArray(records) ? records.map((Value) => ({ Value })) : records,
    AliasTarget: alias && {
      HostedZoneId: alias.zoneId,
      DNSName: alias.name,
      EvaluateTargetHealth: alias.evaluateTargetHealth,
    },
  });
}

function notification(each: Inputs) {
  const subscribers = (type: string, addresses: string[] = []) =>
    addresses.map((Address) => ({ SubscriptionType: type, Address }));
  return {
    Notification: {
      NotificationType: each["notificationType"],
      ComparisonOperator: each["comparisonOperator"],
      Threshold: each["threshold"],
      ThresholdType: each["thresholdType"],
    },
    Subscribers: [
      ...subscribers("EMAIL", each["subscriberEmailAddresses"]),
      ...subscribers("SNS", each["subscriberSnsTopicArns"]),
    ],
  };
}
