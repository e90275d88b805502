/** A text as a regular expression that matches it alone, in Prometheus' and Go's syntax. */
export const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
