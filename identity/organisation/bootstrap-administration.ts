import type { Clock, Database, Random } from '../../kernel/index.ts';
import { announce, type OnIdentityChange } from '../change.ts';
import { officerId, parseOrganisationId } from '../ids.ts';
import { parseUnifiedCode } from '../number/unified-code.ts';
import { type Officer, requireLogin } from '../officer/officer.ts';
import { insertOfficer } from '../officer/officer-store.ts';
import type { Passwords } from '../officer/password.ts';
import { requireGoodPassword } from '../officer/password-rules.ts';
import type { Role } from '../role.ts';
import type { Organisation } from './organisation.ts';
import { insertOrganisation, requireNoAdministration } from './organisation-store.ts';

/**
 * Sets up the data administration and its first officer, an operator, who registers everybody else. Works exactly once
 * in the life of a database, also when two do it at the same time.
 * @throws ADMINISTRATION_ALREADY_EXISTS, UNIFIED_CODE_INVALID, LOGIN_MALFORMED, PASSWORD_TOO_WEAK
 * @example
 * await bootstrapAdministration({ database, clock, random, passwords,
 *   organisation: { id: 'data', unifiedCode: '…', name: '大数据发展局' },
 *   officer: { login: 'admin', name: '…', password: '…' } });
 */
export async function bootstrapAdministration(options: {
  database: Database;
  clock: Clock;
  random: Random;
  passwords: Passwords;
  organisation: { id: string; unifiedCode: string; name: string };
  officer: { login: string; name: string; password: string; roles?: readonly Role[] | undefined };
  onChange?: OnIdentityChange | undefined;
}): Promise<{ organisation: Organisation; officer: Officer }> {
  const { database, clock, random, officer: first } = options;
  requireLogin(first.login);
  requireGoodPassword({ password: first.password, login: first.login });
  const organisation: Organisation = {
    id: parseOrganisationId(options.organisation.id),
    unifiedCode: parseUnifiedCode(options.organisation.unifiedCode, { origin: 'entered' }),
    name: options.organisation.name,
    kind: 'administration',
    status: 'active',
    version: 1,
    createdAt: clock.now(),
  };
  const officer: Officer = {
    id: officerId(random.uuid()),
    login: first.login,
    name: first.name,
    organisation: organisation.id,
    roles: [...new Set<Role>(['operator', ...(first.roles ?? [])])],
    status: 'active',
    version: 1,
    createdAt: clock.now(),
  };
  const passwordHash = await options.passwords.hash(first.password);
  await database.transaction(async (tx) => {
    await requireNoAdministration(tx);
    await insertOrganisation(tx, organisation);
    await insertOfficer(tx, { officer, passwordHash });
  });
  await announce(options.onChange, { what: 'organisation', event: 'added', id: organisation.id, by: 'set-up' });
  return { organisation, officer };
}
