import { isIPv6 } from 'node:net';
import { sql } from 'kysely';
import { after, type Clock, type Database, deriveKey, keyedHash } from '../../kernel/index.ts';
import { holderDoorProblems } from './problems.ts';
import type { HolderTables } from './tables.ts';

/** Something that may be done so often in a span of time. */
export interface Rate {
  /** What is counted, e.g. `codes in a day`. */
  readonly what: string;
  /** Whose: a holder's index, or a network. */
  readonly whose: Buffer | string;
  readonly most: number;
  readonly spanMs: number;
}

/** Counts across all hubs. */
export interface Rates {
  /** Counts once for each, and then says whether it was too often. @throws HOLDER_TOO_OFTEN */
  count(rates: readonly Rate[]): Promise<void>;
}

/**
 * Counting comes before doing, in one statement: of many requests sent at once to several hubs as many pass as may. Nothing
 * is looked up about whoever is counted, so a number that nobody has takes the same work as any other.
 */
export function createRates(options: {
  database: Database;
  clock: Clock;
  /** 32 bytes. */
  masterKey: Uint8Array;
}): Rates {
  const tables = options.database.tables<HolderTables>();
  const key = deriveKey(options.masterKey, 'holder-rates');
  return {
    async count(rates) {
      const now = options.clock.now();
      const rows = rates
        .map(({ what, whose, most, spanMs }) => {
          const who = Buffer.from(whose).toString('base64url');
          return { subject: keyedHash(key, `${what}/${who}`), most, until: after(now, spanMs) };
        })
        // One order for everybody, so that no two statements wait for each other.
        .sort((a, b) => Buffer.compare(a.subject, b.subject));
      const values = sql.join(rows.map(({ subject, until }) => sql`(${subject}::bytea, ${until}::timestamptz, 1)`));
      const counted = await sql<HolderTables['identity.holder_rate']>`
        insert into identity.holder_rate as rate (subject, until, count) values ${values}
        on conflict (subject) do update set
          count = case when rate.until <= ${now} then 1 else least(rate.count + 1, 1000000) end,
          until = case when rate.until <= ${now} then excluded.until else rate.until end
        returning subject, until, count`.execute(tables);
      const waits = counted.rows.flatMap(({ subject, until, count }) => {
        const most = rows.find((row) => row.subject.equals(subject))?.most ?? 0;
        return count > most ? [until.getTime() - now.getTime()] : [];
      });
      if (waits.length === 0) return;
      const seconds = Math.max(1, Math.ceil(Math.max(...waits) / 1000));
      throw holderDoorProblems.HOLDER_TOO_OFTEN({ seconds }, { retryAfterSeconds: seconds });
    },
  };
}

/** The network that an address is counted with: an IPv4 address by itself, of IPv6 the 64 bits that one subscriber has. */
export function networkOf(address: string): string {
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  if (mapped !== undefined) return mapped;
  const [plain = ''] = address.split('%');
  if (!isIPv6(plain)) return address;
  const [head = '', tail] = plain.toLowerCase().split('::');
  const before = head === '' ? [] : head.split(':');
  const behind = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - behind.length);
  const groups = [...before, ...Array<string>(zeros).fill('0'), ...behind];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}
