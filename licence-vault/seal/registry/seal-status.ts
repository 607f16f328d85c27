import type { Database } from '../../../kernel/index.ts';
import { type Finding, failed, indeterminate, passed } from '../../verify/verdict.ts';
import { moment } from '../verify/combine.ts';
import { sealStates } from './seal-life.ts';
import { readEvents } from './seal-store.ts';
import type { SealTables } from './tables.ts';

/**
 * What the register says of a seal that somebody presents, as the status step of a verdict: found by the digest of its file.
 * For something sealed, what counts is the seal's state when it was sealed (`sealedAt`); for the seal itself, its state now.
 */
export async function sealStatus(options: {
  database: Database;
  /** SHA-256 of the DER of the SESeal. */
  fileDigest: Buffer;
  sealedAt?: Date | undefined;
}): Promise<Finding> {
  const { database, sealedAt } = options;
  const row = await database
    .tables<SealTables>()
    .selectFrom('vault.seal')
    .select('id')
    .where('file_digest', '=', options.fileDigest)
    .executeTakeFirst();
  if (row === undefined) {
    return indeterminate(
      'TRY_LATER',
      '本印章登记系统没有此印章；请向其制发地查询',
      'this register does not hold the seal; ask the one of the region that made it',
    );
  }
  const events = (await readEvents(database, row.id)).filter(({ at }) => sealedAt === undefined || at <= sealedAt);
  const last = events.at(-1);
  if (last === undefined || last.toState === 'applied' || last.toState === 'approved') {
    return failed('NOT_YET_VALID', '当时印章尚未制作', 'the seal had not been made then');
  }
  const words = sealStates[last.toState];
  const zh = `印章状态为${words.zh}（自 ${moment(last.at)}）`;
  const en = `the seal is ${words.en} since ${moment(last.at)}`;
  if (last.toState === 'active') return passed(zh, en);
  if (last.toState === 'revoked') return failed('REVOKED', zh, en);
  return sealedAt === undefined ? indeterminate('TRY_LATER', zh, en) : failed('REVOKED', zh, en);
}
