/** R32: each release of Kafka with each login: every event accounted for, every record read back. */
import { after, before, describe, test } from "node:test";
import { type LoginBroker, startLoginBroker } from "./support/broker.ts";
import { runCell } from "./support/cell.ts";
import { allSemantics, logins, nameOf, releases } from "./support/cells.ts";
import { askGuard } from "./support/guard.ts";
import { results, versionsOf } from "./support/table.ts";

for (const release of releases)
  describe(`Kafka ${release}`, () => {
    let broker: LoginBroker;
    before(
      async () => {
        broker = await startLoginBroker(release, 25_040);
      },
      { timeout: 120_000 },
    );
    after(() => broker?.stop(), { timeout: 30_000 });

    test("the guard of API versions has nothing to say", { timeout: 10_000 }, async (t) => {
      const apis = await askGuard(broker.connections["SCRAM-SHA-512 over TLS"]);
      t.diagnostic(
        `API versions (the one that is used): ${apis.map((range) => `${range.api} ${versionsOf(range)}`).join(", ")}`,
      );
    });

    for (const login of logins)
      for (const semantics of allSemantics)
        test(`${login}, ${semantics}`, { timeout: 120_000 }, async () => {
          const cell = { release, login, semantics };
          results.keep(nameOf(cell), await runCell(broker, cell, 25_080));
        });
  });
