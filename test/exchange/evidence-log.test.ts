import { createHash, createPublicKey, verify } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import type { EvidenceEntry, Receipt } from '../../exchange/evidence/entry.ts';
import { type OpenLog, openEvidenceLog } from '../../exchange/evidence/evidence-log.ts';
import { logSigner, parseCheckpoint, parseVerifier } from '../../exchange/evidence/log/checkpoint.ts';
import { replayLog } from '../../exchange/evidence/log/replay.ts';
import { storedLog } from '../../exchange/evidence/log/stored-log.ts';
import { storedTiles } from '../../exchange/evidence/log/stored-tiles.ts';
import { parseTilePath, tilePath } from '../../exchange/evidence/log/tiles.ts';
import { blinded } from '../../exchange/evidence/make-leaf.ts';
import { eraseHolder, openingsOfHolder, readOpening } from '../../exchange/evidence/opening-store.ts';
import { treeOf } from '../../exchange/evidence/read-receipt.ts';
import { verifyReceipt } from '../../exchange/evidence/verify-receipt.ts';
import { exchangeMigrations } from '../../exchange/migrations/index.ts';
import { type Database, migrate, openDatabase, systemClock, systemRandom } from '../../kernel/index.ts';
import { allMigrations } from '../support/migrations.ts';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../support/postgres.ts';

const origin = 'hub.test/v1/log';
const masterKey = Buffer.alloc(32, 7);
const open = (database: Database, more: { masterKey?: Buffer } = {}) =>
  openEvidenceLog({ database, clock: systemClock, random: systemRandom, masterKey, origin, ...more });
const entry = {
  event: 'query',
  outcome: 'answered',
  actor: 'system:civil-assistance',
  organisation: 'civil',
  provider: 'police',
  object: 'population.resident',
  matter: 'CIVIL-AID-01',
  caseNumber: '2026-1',
} as const satisfies EvidenceEntry;

let db: TestDatabase;
let log: OpenLog;
const run = async (statement: string, values: unknown[] = []) => (await db.database.pool.query(statement, values)).rows;

beforeEach(async () => {
  db = await createTestDatabase();
  log = await open(db.database);
  return () => db[Symbol.asyncDispose]();
});
const verifier = () => log.signer.verifier;
const appendMany = (count: number, to = log) => Promise.all(Array.from({ length: count }, () => to.append(entry)));
const replay = async () => {
  const { view, findings } = await storedLog(db.database, undefined);
  const replayed = await replayLog(view);
  return { ...replayed, findings: [...findings, ...replayed.findings] };
};

/** Written from RFC 6962, C2SP tlog-proof, tlog-checkpoint and signed-note alone; nothing of the program is in it. */
function independentCheck(receipt: Receipt, key: string): boolean {
  const sha = (...parts: (Buffer | string)[]) =>
    parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
  const [head = '', ...notes] = receipt.proof.split('\n\n');
  const [format, indexLine = '', ...path] = head.split('\n');
  if (format !== 'c2sp.org/tlog-proof@v1') return false;
  const [body = '', signatures = ''] = notes;
  const [name, size, root] = body.split('\n');
  const inside = (place: number, last: number, hashes: string[]): Buffer => {
    // RFC 6962 §2.1.1, from the top: the last hash of the path is the sibling nearest to the root.
    if (last === 0) return sha(Buffer.of(0), receipt.leaf);
    const half = 2 ** Math.floor(Math.log2(last));
    const sibling = Buffer.from(hashes.at(-1) ?? '', 'base64');
    const below = hashes.slice(0, -1);
    return place < half
      ? sha(Buffer.of(1), inside(place, half - 1, below), sibling)
      : sha(Buffer.of(1), sibling, inside(place - half, last - half, below));
  };
  const index = Number(indexLine.replace('index ', ''));
  if (inside(index, Number(size) - 1, path).toString('base64') !== root) return false;
  const [keyName, keyId, keyBytes = ''] = key.split('+', 1).concat(key.slice(key.indexOf('+') + 1).split(/\+(.*)/s));
  const [, who, encoded = ''] = /^— (\S+) (\S+)\n$/.exec(signatures) ?? [];
  const signature = Buffer.from(encoded, 'base64');
  if (who !== keyName || name !== keyName || signature.subarray(0, 4).toString('hex') !== keyId) return false;
  const spki = Buffer.concat([
    Buffer.from('302a300506032b6570032100', 'hex'),
    Buffer.from(keyBytes, 'base64').subarray(1),
  ]);
  const publicKey = createPublicKey({ key: spki, format: 'der', type: 'spki' });
  if (!verify(null, Buffer.from(`${body}\n`), publicKey, signature.subarray(4))) return false;
  // Every disclosure has the digest that the leaf holds under its name.
  const { commitments } = JSON.parse(receipt.leaf) as { commitments: Record<string, string> };
  return receipt.disclosures.every((text) => {
    const [, what] = JSON.parse(text) as [string, string, unknown];
    return commitments[what] === sha(text).toString('base64url');
  });
}

describe('appending to the log', () => {
  it('gives each use a place of its own and a receipt that an independent checker accepts', async () => {
    const receipts = [...(await appendMany(600)), await log.append(entry), ...(await appendMany(37))];
    expect(receipts.map((receipt) => receipt.index).toSorted((a, b) => a - b)).toEqual([...receipts.keys()]);
    for (const receipt of receipts) {
      expect(independentCheck(receipt, verifier().line)).toBe(true);
      expect(verifyReceipt(receipt, { verifier: verifier() })).toMatchObject({ isSigned: true, index: receipt.index });
    }
    const [some] = receipts;
    expect(independentCheck({ ...some!, leaf: some!.leaf.replace('"v":1', '"v":2') }, verifier().line)).toBe(false);
    expect(await replay()).toMatchObject({ leaves: 638, opened: 638, findings: [] });
  });

  it('opens to the asker what was recorded, and to nobody else what it says', async () => {
    const receipt = await log.append({ ...entry, facts: { mode: 'lookup' }, traceId: 'a'.repeat(32) });
    expect(verifyReceipt(receipt, { verifier: verifier() }).opened).toEqual({
      actor: { actor: 'system:civil-assistance', trace: 'a'.repeat(32) },
      decision: { event: 'query', mode: 'lookup', outcome: 'answered' },
      parties: { object: 'population.resident', organisation: 'civil', provider: 'police' },
      purpose: { case: '2026-1', matter: 'CIVIL-AID-01' },
      time: receipt.at,
    });
    for (const word of ['civil', 'police', 'population', 'CIVIL-AID', '2026-', 'query', 'lookup'])
      expect(receipt.leaf).not.toContain(word);
    const [again] = await appendMany(1);
    expect(again!.leaf).not.toContain(
      (JSON.parse(receipt.leaf) as { commitments: { parties: string } }).commitments.parties,
    );
  });

  it('from two hubs at once makes one log without gaps, whose every receipt holds', async () => {
    await using other = openDatabase({ url: db.url, maxConnections: 4 });
    const second = await open(other);
    const rounds = Array.from({ length: 40 }, async (_, n) => {
      const receipts: Receipt[] = [];
      for (let turn = 0; turn < 8; turn += 1) receipts.push(await (n % 2 === 0 ? log : second).append(entry));
      return receipts;
    });
    const receipts = (await Promise.all(rounds)).flat();
    expect(receipts.map((receipt) => receipt.index).toSorted((a, b) => a - b)).toEqual([...receipts.keys()]);
    for (const receipt of receipts) verifyReceipt(receipt, { verifier: verifier() });
    const checkpoints = receipts.map(
      (receipt) => parseCheckpoint(receipt.proof.slice(receipt.proof.indexOf('\n\n') + 2))!,
    );
    const { view } = await storedLog(db.database, undefined);
    expect((await replayLog({ ...view, checkpoints })).findings).toEqual([]);
  });

  it('charges what it writes, and leaves out of a group only what is charged to a lease that has run out', async () => {
    const [day, matter, gone] = Array.from({ length: 3 }, () => systemRandom.uuid());
    await run(
      `insert into exchange.quota_lease (id, hub, grant_id, matter, day, size, reclaimable_at)
       select id, id, id, '', '2026-11-21', 100, now() from unnest($1::uuid[]) id`,
      [[day, matter]],
    );
    await using other = openDatabase({ url: db.url, maxConnections: 4 });
    const second = await open(other);
    // Two hubs whose groups are on the same leases, named the other way round, while a third of each is on one that is gone.
    const charges = [[day, matter], [matter, day], [gone]].map((leases) => leases.map(String));
    const results = await Promise.allSettled(
      Array.from({ length: 90 }, (_, n) => (n % 2 === 0 ? log : second).append({ ...entry, charges: charges[n % 3] })),
    );
    results.forEach((result, n) => {
      if (n % 3 < 2) expect(result.status).toBe('fulfilled');
      else expect(result).toMatchObject({ status: 'rejected', reason: { code: 'HQ001' } });
    });
    expect(await run('select spent from exchange.quota_lease')).toEqual([{ spent: 60 }, { spent: 60 }]);
    expect(await replay()).toMatchObject({ leaves: 60, opened: 60, findings: [] });
  });

  it('in a transaction stands or falls with it', async () => {
    const receipt = await db.database.transaction((tx) => log.appendWithin(tx, entry));
    expect(receipt.index).toBe(0);
    const undone = db.database.transaction(async (tx) => {
      await log.appendWithin(tx, entry);
      throw new Error('it came to nothing');
    });
    await expect(undone).rejects.toThrow('came to nothing');
    expect((await log.append(entry)).index).toBe(1);
    verifyReceipt(receipt, { verifier: verifier() });
    expect(await replay()).toMatchObject({ leaves: 2, findings: [] });
  });

  it('acknowledges nothing that the database did not take', async () => {
    await db.database.pool.query(`alter table exchange.log_batch rename to hidden`);
    const results = await Promise.allSettled([log.append(entry), log.append(entry)]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await db.database.pool.query(`alter table exchange.hidden rename to log_batch`);
    expect((await log.append(entry)).index).toBe(0);
  });

  it('leaves no half state when the connection is killed in the midst of it', async () => {
    await using other = openDatabase({ url: db.url, maxConnections: 2, applicationName: 'doomed' });
    const doomed = await open(other);
    const given: Receipt[] = [];
    let going = true;
    const load = Array.from({ length: 16 }, async () => {
      while (going)
        await doomed.append(entry).then(
          (receipt) => given.push(receipt),
          () => wait(1),
        );
    });
    for (let round = 0; round < 15; round += 1) {
      await wait(20);
      await run(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'doomed'`);
    }
    going = false;
    await Promise.all(load);
    expect(given.length).toBeGreaterThan(0);
    const { findings, leaves, opened } = await replay();
    expect(findings).toEqual([]);
    expect(opened).toBe(leaves);
    expect(new Set(given.map(({ index }) => index)).size).toBe(given.length);
    const { head, checkpoint } = await log.head();
    const tree = treeOf(db.database, head);
    for (const receipt of given) {
      verifyReceipt(receipt, { verifier: verifier() });
      const { leaf, proof } = await tree.prove(receipt.index, checkpoint);
      expect(leaf).toBe(receipt.leaf);
      verifyReceipt({ ...receipt, proof }, { verifier: verifier() });
    }
  });

  it('is refused to whoever changes, removes or empties what is written', async () => {
    await appendMany(300);
    await log.keep();
    for (const [table, column] of [
      ['log_batch', 'first'],
      ['log_node', 'index'],
      ['log_checkpoint', 'size'],
    ]) {
      await expect(run(`update exchange.${table} set ${column} = 0`)).rejects.toThrow(/append-only/);
      await expect(run(`delete from exchange.${table}`)).rejects.toThrow(/append-only/);
      await expect(run(`truncate exchange.${table}`)).rejects.toThrow(/append-only/);
    }
    await expect(run('update exchange.log_head set size = size - 1')).rejects.toThrow(/moves on/);
    for (const column of ['origin', 'verifier'])
      await expect(run(`update exchange.log_head set size = size + 1, ${column} = ''`)).rejects.toThrow(/moves on/);
    await expect(run('update exchange.log_head set edge = edge')).rejects.toThrow(/moves on/);
    await expect(run('delete from exchange.log_head')).rejects.toThrow(/moves on/);
    await expect(run('truncate exchange.log_head')).rejects.toThrow(/append-only/);
    await expect(run(`update exchange.log_opening set disclosures = '[]'`)).rejects.toThrow(/append-only/);
  });

  it('begins only under the master key that the log was begun with', async () => {
    await expect(open(db.database, { masterKey: Buffer.alloc(32, 8) })).rejects.toThrow(/another master key/);
  });

  it('stops when the log has become another one behind the hub’s back', async () => {
    await appendMany(3);
    await run('alter table exchange.log_head disable trigger user');
    await run(`update exchange.log_head set size = 2, edge = '\\x${'00'.repeat(32)}'`);
    await expect(log.append(entry)).rejects.toMatchObject({ code: 'LOG_FORKED', status: 409 });
    await expect(log.head()).rejects.toMatchObject({ code: 'LOG_FORKED' });
  });
});

describe('entries of a version without a log', () => {
  it('become its first leaves, once, when a hub starts', async () => {
    await using former = await createEmptyDatabase();
    const others = allMigrations().filter(({ schema }) => schema !== 'exchange');
    const until = (name: string) => exchangeMigrations.migrations.filter((migration) => migration.name < name);
    await migrate(former.database, [...others, { schema: 'exchange', migrations: until('0003') }]);
    const { pool } = former.database;
    await pool.query(
      `insert into exchange.evidence_entry (id, at, event, outcome, actor, organisation, holder_index, answer_digest)
       select gen_random_uuid(), '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 s', 'query', 'answered', 'system:x', 'civil',
         decode(repeat('07', 32), 'hex'), '\\x01' from generate_series(1, 300) n`,
    );
    await migrate(former.database, allMigrations());
    const opened = await Promise.all([open(former.database), open(former.database)]);
    const { rows } = await pool.query('select count(*)::int as count, min(at) as first from exchange.evidence');
    expect(rows).toEqual([{ count: 300, first: '2026-01-01T00:00:01.000Z' }]);
    const holder = blinded(opened[0].keys, Buffer.alloc(32, 7));
    expect(await openingsOfHolder(former.database, { holder, before: undefined, limit: 999 })).toHaveLength(300);
    expect((await opened[0].append(entry)).index).toBe(300);
    const { view } = await storedLog(former.database, undefined);
    expect(await replayLog(view)).toMatchObject({ leaves: 301, opened: 301, findings: [] });
    await expect(pool.query('select from exchange.entry_without_proof')).rejects.toThrow(/does not exist/);
  });
});

describe('tiles', () => {
  it('are spelled as C2SP tlog-tiles has it, and read in no other spelling', () => {
    expect(tilePath({ level: 0, index: 1234067, width: 256 })).toBe('0/x001/x234/067');
    expect(parseTilePath('0/x001/x234/067')).toEqual({ level: 0, index: 1234067, width: 256 });
    expect(parseTilePath('entries/007.p/12')).toEqual({ level: undefined, index: 7, width: 12 });
    expect(tilePath({ level: undefined, index: 7, width: 12 })).toBe('entries/007.p/12');
    for (const wrong of [
      '',
      '0',
      '0/7',
      '0/0007',
      '00/007',
      '64/000',
      '0/x000/001',
      '0/007.p/0',
      '0/007.p/256',
      '0/007.p/07',
      '0/-01',
      'entries',
      '0/007/',
      'x/001',
    ])
      expect(parseTilePath(wrong), wrong).toBeUndefined();
  });

  it('hold the tree, whole and in part, whatever the batches were', async () => {
    const receipts = [...(await appendMany(500)), ...(await appendMany(100))].toSorted((a, b) => a.index - b.index);
    const tiles = storedTiles(db.database);
    const hash = (leaf: string) => createHash('sha256').update(Buffer.of(0)).update(leaf).digest();
    const expected = receipts.map(({ leaf }) => hash(leaf));
    expect(await tiles.tile(0, 0, 256)).toEqual(Buffer.concat(expected.slice(0, 256)));
    expect(await tiles.tile(0, 1, 256)).toEqual(Buffer.concat(expected.slice(256, 512)));
    expect(await tiles.tile(0, 2, 88)).toEqual(Buffer.concat(expected.slice(512)));
    expect(await tiles.tile(0, 2, 5)).toEqual(Buffer.concat(expected.slice(512, 517)));
    expect(await tiles.tile(1, 0, 2)).toHaveLength(64);
    const bundle = await tiles.bundle(2, 5);
    expect(bundle.readUInt16BE(0)).toBe(receipts[512]!.leaf.length);
    expect(bundle.subarray(2, 2 + receipts[512]!.leaf.length).toString()).toBe(receipts[512]!.leaf);
  });
});

describe('replaying the log', () => {
  const flip = async (table: string, column: string, where: string, at: number) => {
    await run(`alter table exchange.${table} disable trigger user`);
    await run(
      `update exchange.${table} set ${column} = set_byte(${column}, $1, get_byte(${column}, $1) # 4) where ${where}`,
      [at],
    );
    await run(`alter table exchange.${table} enable trigger user`);
  };
  const flipText = async (table: string, column: string, where: string, at: number) => {
    await run(`alter table exchange.${table} disable trigger user`);
    await run(
      `update exchange.${table} set ${column} = overlay(${column} placing chr(ascii(substring(${column} from $1 for 1)) # 1) from $1 for 1) where ${where}`,
      [at],
    );
    await run(`alter table exchange.${table} enable trigger user`);
  };
  const build = async () => {
    await appendMany(520);
    await log.keep();
    for (let n = 0; n < 8; n += 1) await log.append({ ...entry, holders: [Buffer.alloc(32, n)] });
  };

  it('finds a flipped bit in any byte of an entry and of its hash, and names the leaf', async () => {
    await build();
    const batches = (await run(
      'select first, leaves, length(entries) as bytes from exchange.log_batch order by first',
    )) as {
      first: number;
      leaves: number;
      bytes: number;
    }[];
    expect((await replay()).findings).toEqual([]);
    for (const batch of [batches[0]!, batches.at(-1)!]) {
      const each = batch.bytes / batch.leaves;
      // The first, the last, and one in the middle of some leaves: text, braces and digests alike.
      for (const leaf of new Set([0, batch.leaves >> 1, batch.leaves - 1])) {
        for (const offset of [2, Math.floor(each / 2), Math.floor(each) - 1]) {
          const at = Math.floor(each) * leaf + offset;
          await flip('log_batch', 'entries', `first = ${batch.first}`, at);
          const { findings } = await replay();
          expect(findings, `${batch.first}+${leaf} at ${offset}`).toContainEqual(
            expect.objectContaining({ what: 'entry', from: batch.first + leaf, to: batch.first + leaf + 1 }),
          );
          expect(findings.every(({ what, from }) => from === batch.first + leaf || what === 'head')).toBe(true);
          await flip('log_batch', 'entries', `first = ${batch.first}`, at);
        }
        await flip('log_batch', 'hashes', `first = ${batch.first}`, leaf * 32 + 31);
        expect((await replay()).findings).toEqual([
          expect.objectContaining({ what: 'leaf-hash', from: batch.first + leaf, to: batch.first + leaf + 1 }),
        ]);
        await flip('log_batch', 'hashes', `first = ${batch.first}`, leaf * 32 + 31);
      }
    }
    // The length before an entry: it and those behind it in its batch cannot be read.
    await flip('log_batch', 'entries', 'first = 0', 1);
    expect((await replay()).findings[0]).toMatchObject({ what: 'entry', from: 0, to: 1 });
    await flip('log_batch', 'entries', 'first = 0', 1);
    expect((await replay()).findings).toEqual([]);
  }, 60_000);

  it('finds one in nodes, openings, kept checkpoints and the head', async () => {
    await build();
    await flip('log_node', 'hash', 'level = 1 and index = 1', 5);
    expect((await replay()).findings).toEqual([expect.objectContaining({ what: 'node', from: 256, to: 512 })]);
    await flip('log_node', 'hash', 'level = 1 and index = 1', 5);

    const [{ length }] = (await run('select length(disclosures) from exchange.log_opening where leaf = 524')) as [
      { length: number },
    ];
    for (let at = 1; at <= length; at += 7) {
      await flipText('log_opening', 'disclosures', 'leaf = 524', at);
      expect((await replay()).findings, String(at)).toEqual([expect.objectContaining({ what: 'opening', from: 524 })]);
      await flipText('log_opening', 'disclosures', 'leaf = 524', at);
    }
    await flip('log_opening', 'holder', 'leaf = 524', 3);
    expect((await replay()).findings).toEqual([expect.objectContaining({ what: 'opening', from: 524, to: 525 })]);
    await flip('log_opening', 'holder', 'leaf = 524', 3);

    await flipText('log_checkpoint', 'note', 'true', 30);
    expect((await replay()).findings).toEqual([expect.objectContaining({ what: 'checkpoint' })]);
    await flipText('log_checkpoint', 'note', 'true', 30);

    await flip('log_head', 'edge', 'true', 40);
    expect((await replay()).findings).toEqual([expect.objectContaining({ what: 'head' })]);
    await flip('log_head', 'edge', 'true', 40);
    await flipText('log_head', 'verifier', 'true', 40);
    const { view, findings } = await storedLog(db.database, verifier());
    expect([...findings, ...(await replayLog(view)).findings]).toEqual([expect.objectContaining({ what: 'head' })]);
    await flipText('log_head', 'verifier', 'true', 40);
    expect((await replay()).findings).toEqual([]);
  }, 120_000);

  it('finds that a past was rewritten, though all of it fits together again', async () => {
    await appendMany(20);
    const kept = parseCheckpoint((await log.head()).checkpoint)!;
    await log.keep();
    // Somebody with the database and without the key puts another log in its place.
    for (const table of ['log_head', 'log_batch', 'log_opening'])
      await run(`alter table exchange.${table} disable trigger user`);
    await run(`delete from exchange.log_batch`);
    await run(`delete from exchange.log_opening`);
    await run(`update exchange.log_head set size = 0, edge = ''`);
    await appendMany(20, await open(db.database));
    const { findings } = await replay();
    expect(findings).toEqual([
      expect.objectContaining({ what: 'checkpoint', detail: expect.stringContaining('forked') }),
    ]);
    const { view } = await storedLog(db.database, undefined);
    const other = await replayLog({ ...view, checkpoints: [kept] });
    expect(other.findings).toEqual([expect.objectContaining({ what: 'checkpoint', to: 20 })]);
  });

  it('finds leaves that are gone', async () => {
    for (let n = 0; n < 4; n += 1) await appendMany(10);
    await run('alter table exchange.log_batch disable trigger user');
    await run('delete from exchange.log_batch where first = (select max(first) from exchange.log_batch)');
    const { findings } = await replay();
    expect(findings.map(({ what }) => what)).toEqual(expect.arrayContaining(['head', 'entry']));
  });
});

describe('what opens the leaves', () => {
  const holder = Buffer.alloc(32, 9);

  it('is found by the holder’s blinded index, which the table shows in no other form', async () => {
    await appendMany(3);
    const mine = await log.append({ ...entry, holders: [holder] });
    const own = blinded(log.keys, holder);
    const found = await openingsOfHolder(db.database, { holder: own, before: undefined, limit: 9 });
    expect(found.map(({ leaf }) => leaf)).toEqual([mine.index]);
    expect(found[0]!.disclosed.get('holder')?.value).toBe(own.toString('base64url'));
    const [{ row }] = (await run(
      `select row_to_json(o)::text as row from exchange.log_opening o where leaf = ${mine.index}`,
    )) as [{ row: string }];
    expect(row).not.toContain(holder.toString('hex'));
    expect(row).not.toContain(holder.toString('base64url'));
  });

  it('can be erased for one holder: the leaf says nothing any more, and its proof stands', async () => {
    const other = Buffer.alloc(32, 4);
    const alone = await log.append({ ...entry, holders: [holder] });
    const together = await log.append({ ...entry, holders: [holder, other] });
    const others = await log.append({ ...entry, holders: [other] });
    expect(await db.database.transaction((tx) => eraseHolder(tx, blinded(log.keys, holder)))).toBe(2);
    for (const { index } of [alone, together]) expect(await readOpening(db.database, index)).toBeUndefined();
    expect(await readOpening(db.database, others.index)).toBeDefined();
    const find = (index: Buffer) =>
      openingsOfHolder(db.database, { holder: blinded(log.keys, index), before: undefined, limit: 9 });
    expect(await find(holder)).toEqual([]);
    expect((await find(other)).map(({ leaf }) => leaf)).toEqual([others.index]);
    const { head, checkpoint } = await log.head();
    const { proof } = await treeOf(db.database, head).prove(alone.index, checkpoint);
    expect(verifyReceipt({ ...alone, proof }, { verifier: verifier() }).isSigned).toBe(true);
    expect(await replay()).toMatchObject({ leaves: 3, opened: 1, findings: [] });
  });
});

describe('a log key', () => {
  it('is a verifier line whose id fits, and signs notes that fit no other', () => {
    const signer = logSigner({ name: origin, seed: Buffer.alloc(32, 1) });
    const { line } = signer.verifier;
    expect(parseVerifier(`${line}\n`)?.line).toBe(line);
    for (const wrong of [
      '',
      line.slice(1),
      line.replace(/\+[0-9a-f]{8}\+/, '+00000000+'),
      `${line}A`,
      line.replace('+', ' '),
    ])
      expect(parseVerifier(wrong), wrong).toBeUndefined();
  });
});
