import { type OfficerActor, parseHolder } from '../../../identity/index.ts';
import { etagOf, Problem } from '../../../kernel/index.ts';
import { businessLicence, changeLicence, holderIndex, type VaultParts } from '../../../licence-vault/index.ts';
import type { Enterprise } from '../generate/enterprise.ts';
import { licenceData } from './licence-data.ts';

/** Why a sample is made anew, as every operation has to say. */
const legalReason = '换发带电子印章的版式文件（演示数据升级）';

/**
 * Brings forward business licences of a data folder of the time before licences had sealed files: a change (operation 09) with
 * the data as they were, whose new version has its file. Those that are no longer in force stay as they are.
 * @returns how many were changed
 */
export async function bringForward(options: {
  parts: VaultParts;
  /** Of the organisation that issued them. */
  actor: OfficerActor;
  /** Companies whose terms still run. */
  companies: readonly Enterprise[];
  signal?: AbortSignal | undefined;
}): Promise<number> {
  const { parts, actor } = options;
  const { rows } = await parts.database.pool.query<{ id: string; holder: string; revision: number }>(
    `select l.id, encode(l.holder_index, 'hex') as holder, l.revision from vault.licence l
     where l.type = $1 and l.issuer = $2 and l.state = '01' and not exists (
       select from vault.licence_file f where f.licence = l.id and f.version = l.current_version and f.format = 'ofd')`,
    [businessLicence.code, actor.organisation],
  );
  if (rows.length === 0) return 0;
  const companies = new Map(options.companies.map((one) => [indexOf(parts, one), one]));
  let changed = 0;
  for (const { id, holder, revision } of rows) {
    options.signal?.throwIfAborted();
    const company = companies.get(holder);
    if (company === undefined) continue;
    const request = { operation: '09', legalReason, data: licenceData(company) } as const;
    try {
      await changeLicence({ ...parts, actor, reference: { id }, request, ifMatch: etagOf(revision) });
      changed += 1;
    } catch (error) {
      // A demonstration of which somebody changed more than its samples goes on with what there is.
      if (!(error instanceof Problem)) throw error;
    }
  }
  return changed;
}

function indexOf({ keys, clock }: VaultParts, { unifiedCode: number }: Enterprise): string {
  const options = { today: clock.now(), origin: 'stored', pointer: '/holder' } as const;
  return holderIndex(keys, parseHolder({ kind: '001', number }, options)).toString('hex');
}
