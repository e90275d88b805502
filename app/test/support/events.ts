import type { LoginEvent } from "../../src/record/login-event.ts";

/** A good event. */
export function good(id = "1"): LoginEvent {
  return {
    user_id: `user-${id}`,
    app_version: "2.3.0",
    device_type: "android",
    ip: "203.0.113.77",
    locale: "de_AT",
    device_id: `device-${id}`,
    timestamp: 1_700_000_000,
  };
}
