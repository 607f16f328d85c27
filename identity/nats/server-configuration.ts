import { exchangeAccountJwt, operatorJwt, type RevocationTimes, systemAccountJwt } from './accounts.ts';
import { type NatsAuthority, requireOperator } from './authority.ts';

/** How soon a server that was away when a revocation was pushed has it from the others of its cluster. */
const clusterSync = '10s';

/**
 * The part of a nats-server configuration (2.9 and later) that makes the server trust this authority: the operator, the
 * system account, and the full resolver, which keeps account JWTs in a folder and takes new ones while running. Ports,
 * TLS and JetStream are the caller's lines beside it.
 *
 * The preloaded JWT of the exchange's account bears the authority's creation time. So a restart never puts it over a later
 * one with revocations in the resolver's folder, and the text is the same each time unless `revocations` changed.
 * @param options.resolverDirectory absolute path, the server's own; every server of a cluster has its own
 * @throws Problem NATS_OPERATOR_ELSEWHERE
 */
export function serverConfiguration(
  authority: NatsAuthority,
  options: { resolverDirectory: string; revocations?: RevocationTimes | undefined },
): string {
  const operator = requireOperator(authority);
  const account = exchangeAccountJwt({
    authority,
    revocations: options.revocations ?? {},
    issuedAt: operator.createdAt,
  });
  return `operator: ${operatorJwt(authority)}
system_account: ${operator.systemAccount.publicKey}
resolver: {
  type: full
  dir: ${JSON.stringify(options.resolverDirectory)}
  allow_delete: true
  interval: ${JSON.stringify(clusterSync)}
}
resolver_preload: {
  ${operator.systemAccount.publicKey}: ${systemAccountJwt(authority)}
  ${authority.account}: ${account}
}
`;
}
