/** `delivery`: what would delete a production's data by itself is no setting of it. */
import type { Problem } from "../problem.ts";
import type { View } from "../view.ts";

export function deliveryProblems({ production, delivery }: View): Problem[] {
  if (!production || delivery === undefined) return [];
  const problems: Problem[] = [];
  if (delivery.expires !== undefined)
    problems.push({
      path: "delivery.expires",
      given: delivery.expires,
      allowed: "nothing in production, whose data nobody deletes by a date",
    });
  if (delivery.review)
    problems.push({
      path: "delivery.review",
      given: "true",
      allowed: "false in production: copies of it for pull requests would cost as much; take a development stack",
    });
  return problems;
}
