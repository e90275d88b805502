/** From a checked login event to the processed one. Pure. */
import type { LoginEvent, ProcessedLoginEvent } from "../record/login-event.ts";
import { maskIp } from "./mask-ip.ts";

/** @param eventId topic-partition-offset of the source record */
export function enrich(event: LoginEvent, eventId: string): ProcessedLoginEvent {
  const timestamp = Number(event.timestamp);
  return {
    event_id: eventId,
    event_time: new Date(timestamp * 1000).toISOString(),
    user_id: event.user_id,
    app_version: event.app_version ?? null,
    device_type: event.device_type,
    masked_ip: maskIp(event.ip),
    locale: event.locale ?? null,
    device_id: event.device_id ?? null,
    timestamp,
  };
}
