/** What is kept outside of Kafka: the lake and lines in CloudWatch. All of it depends on traffic. */
import type { Declared, Drivers, Use } from "../driver.ts";
import { aMonth } from "./msk.ts";

export function storageDrivers({ of, region, settings }: Declared): Drivers {
  const { lakeGb, logsGbPerDay } = settings.cost.assume;
  const has = (type: string): boolean => of(type).length > 0;
  const byUse: Use[] = [];
  const use = (what: string, service: string, unit: string, units?: number) =>
    byUse.push({ what, service, region, unit, units });
  if (has("aws:s3/bucket:Bucket")) {
    use("Lake, kept in S3 (Standard)", "s3", "GB-month", lakeGb);
    use("Lake, written", "s3", "1,000 writes");
  }
  if (has("aws:s3tables/tableBucket:TableBucket")) use("Lake, tables of S3", "s3", "tables GB-month");
  if (has("aws:athena/workgroup:Workgroup")) use("Questions to Athena", "athena", "TB scanned");
  if (has("aws:cloudwatch/logGroup:LogGroup")) {
    use("Lines to CloudWatch", "cloudwatch", "logs GB", aMonth(logsGbPerDay));
    use("Lines kept in CloudWatch", "cloudwatch", "logs kept GB-month");
  }
  return { fixed: [], byUse };
}
