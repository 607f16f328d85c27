/** A limit that a query was counted against, and where it stands after it. */
export interface QuotaWindow {
  /** `day`: the grant; `matter`: the matter within it; `second`: the rate. */
  readonly name: 'day' | 'matter' | 'second';
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds until it is whole again. */
  readonly resetMs: number;
}

const windowSeconds = { day: 86_400, matter: 86_400, second: 1 } as const;

/**
 * The header fields `RateLimit-Policy` and `RateLimit` as structured fields (draft-ietf-httpapi-ratelimit-headers-10,
 * sections 3 and 4): `q` quota, `w` window in seconds, `r` left, `t` seconds until the reset.
 * @example rateLimitHeaders([{ name: 'day', limit: 500, remaining: 499, resetMs: 3_600_000 }])
 * // { 'ratelimit-policy': '"day";q=500;w=86400', ratelimit: '"day";r=499;t=3600' }
 */
export function rateLimitHeaders(windows: readonly QuotaWindow[]): {
  readonly 'ratelimit-policy': string;
  readonly ratelimit: string;
} {
  let policy = '';
  let state = '';
  for (const { name, limit, remaining, resetMs } of windows) {
    const separator = policy === '' ? '' : ', ';
    policy += `${separator}"${name}";q=${limit};w=${windowSeconds[name]}`;
    state += `${separator}"${name}";r=${Math.max(0, Math.floor(remaining))};t=${Math.ceil(resetMs / 1000)}`;
  }
  return { 'ratelimit-policy': policy, ratelimit: state };
}
