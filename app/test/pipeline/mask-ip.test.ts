import assert from "node:assert/strict";
import { isIP } from "node:net";
import { test } from "node:test";
import { maskIp } from "../../src/pipeline/mask-ip.ts";

test("IPv4 keeps 24 bits, IPv6 keeps 48, and what comes out is an address of the same kind", () => {
  const cases: [string, string][] = [
    ["203.0.113.77", "203.0.113.0"],
    ["0.0.0.0", "0.0.0.0"],
    ["2001:db8:85a3:8d3:1319:8a2e:370:7348", "2001:db8:85a3::"],
    ["2001:DB8:85A3::7348", "2001:db8:85a3::"],
    ["2001:db8::1", "2001:db8::"],
    ["2001::", "2001::"],
    ["::1", "::"],
    ["::", "::"],
    ["1::2:3", "1::"],
    ["1:2::3:4:5:6:7", "1:2::"],
    ["64:ff9b::192.0.2.33", "64:ff9b::"],
    ["::ffff:203.0.113.77", "203.0.113.0"],
    ["::ffff:cb00:714d", "203.0.113.0"],
  ];
  for (const [ip, expected] of cases) {
    assert.equal(maskIp(ip), expected, ip);
    assert.notEqual(isIP(maskIp(ip)), 0, ip);
  }
});
