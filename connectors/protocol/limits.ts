/** A message's body at most, bytes. nats-server's own limit is 1 MiB with headers; this leaves room for those. */
export const maxMessageBytes = 1_000_000;

/** An order's body at most, bytes. */
export const maxOrderBytes = 65_536;

/** A request to the hub or a health report at most, bytes. */
export const maxReportBytes = 131_072;

/** Nesting of an order at most: body, scope, condition, value. */
export const maxOrderDepth = 6;

/** Nesting of an answer or schema at most; a GeoJSON multi-polygon in a row takes eight. */
export const maxAnswerDepth = 32;

/** Milliseconds that two clocks may differ. */
export const clockSkewMs = 5_000;

/** Milliseconds between `issuedAt` and `deadline` at most: it bounds how long an order's id must be remembered. */
export const maxOrderLifetimeMs = 120_000;

/** Milliseconds between two health reports. */
export const healthIntervalMs = 5_000;

/** Messages that one signature attests at most; a path is then eight hashes long. */
export const maxTreeSize = 256;

/** Milliseconds that a message which is ready waits at most for others to be signed with. */
export const attestationPatienceMs = 2;
