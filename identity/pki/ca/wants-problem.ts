/**
 * Whether a caller of a binary protocol asks for refusals as problem documents. Clients of OCSP and RFC 3161 do not: they read
 * the protocol's own refusals and nothing else.
 */
export function wantsProblem(accept: string | undefined): boolean {
  return accept !== undefined && /application\/(problem\+)?json/i.test(accept);
}
