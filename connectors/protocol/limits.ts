/** A message's body at most, bytes. nats-server's own limit is 1 MiB; this leaves room for what goes around it. */
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

/** Orders or answers of one bundle at most; a path is then eight hashes long. */
export const maxBundleMembers = 256;

/** A bundle at most, bytes: the message size of a nats-server that was not told otherwise. */
export const maxBundleBytes = 1_048_576;

/** Milliseconds that an order or answer which is ready waits at most for others of its bundle. */
export const bundlePatienceMs = 2;

/** Requests that share one signature at most; a path is then eight hashes long. */
export const maxTreeSize = 256;

/** Rows that one order for a list asks for, at most. */
export const maxListRows = 500;
