/** Share of a Prometheus' disk that samples fill: one that is full stops it, so the oldest go before that. */
export const DISK_USED = 0.85;
