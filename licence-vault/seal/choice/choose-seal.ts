import { sql } from 'kysely';
import type { OrganisationId } from '../../../identity/index.ts';
import type { Clock, Database } from '../../../kernel/index.ts';
import { sealProblems } from '../problems.ts';
import { findSeal } from '../registry/seal-store.ts';
import type { StoredSeal } from '../registry/stored-seal.ts';
import type { SealTables } from '../registry/tables.ts';
import { everyOrganisation } from './choice-store.ts';

/**
 * The seal for licences of a type that an organisation issues, locked for use in the transaction: what was chosen for the
 * type, else for the organisation, else the organisation's own active seal, the last one made, else the county's one approval
 * seal.
 * @param options.type code of the licence type
 * @throws SEAL_NOT_CHOSEN; SEAL_NOT_FOR_TYPE for a personal seal and for another organisation's that is not the county's
 */
export async function chooseSeal(
  tx: Database,
  options: { readonly organisation: OrganisationId; readonly type: string; readonly clock: Clock },
): Promise<StoredSeal> {
  const { organisation } = options;
  const choice = await chosenFor(tx, options);
  const id = choice?.seal;
  const seal = id === undefined ? undefined : await findSeal(tx, id, { lock: 'use' });
  if (seal === undefined) throw sealProblems.SEAL_NOT_CHOSEN();
  requireFor(seal, choice?.organisation === everyOrganisation ? everyOrganisation : organisation);
  return seal;
}

/** May this seal be chosen for licences of an organisation, or, with `*`, of all? @throws SEAL_NOT_FOR_TYPE */
export function requireFor(
  seal: Pick<StoredSeal, 'kind' | 'organisation'>,
  organisation: OrganisationId | typeof everyOrganisation,
): void {
  if (seal.kind !== 'organisation') {
    throw sealProblems.SEAL_NOT_FOR_TYPE({ whyZh: '它是个人印章', whyEn: 'it is the seal of a person' });
  }
  if (organisation !== everyOrganisation && seal.organisation !== organisation) {
    throw sealProblems.SEAL_NOT_FOR_TYPE({ whyZh: '它是另一机构的印章', whyEn: 'it is another organisation’s' });
  }
}

/** In the order in which one goes before another; a choice before a seal that is merely there, but for the county's. */
async function chosenFor(
  tx: Database,
  options: { readonly organisation: OrganisationId; readonly type: string; readonly clock: Clock },
): Promise<{ readonly seal: string; readonly organisation: string } | undefined> {
  const { organisation, type } = options;
  const now = options.clock.now();
  const { rows } = await sql<{ seal: string; organisation: string }>`
    select seal, organisation from (
      select seal, organisation, null::timestamptz as made,
        case when organisation = ${everyOrganisation} then 3 else 0 end + case when type is null then 1 else 0 end as rank
      from (
        select distinct on (organisation, type) organisation, type, seal from vault.seal_choice
        where organisation in (${organisation}, ${everyOrganisation}) and (type = ${type} or type is null)
        order by organisation, type, revision desc
      ) as chosen where seal is not null
      union all
      select id, organisation, valid_from, 2 from vault.seal
      where organisation = ${organisation} and kind = 'organisation' and state = 'active'
        and valid_from <= ${now} and valid_to > ${now}
    ) as candidates order by rank, made desc, seal limit 1`.execute(tx.tables<SealTables>());
  return rows[0];
}
