import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  changeLicence,
  type IssuedLicence,
  issueLicence,
  readLicence,
  rewrapDataKeys,
  vaultKeys,
  verifyLicence,
} from '../../licence-vault/index.ts';
import {
  clerk,
  company,
  dumpOf,
  identifierWith,
  keysUnder,
  openVault,
  purpose,
  refusalOf,
  type TestVault,
} from './vault.ts';

let vault: TestVault;
let number = 1;
beforeAll(async () => {
  vault = await openVault();
});
afterAll(() => vault[Symbol.asyncDispose]());

let issued: IssuedLicence;
beforeEach(async () => {
  issued = await vault.issue({ data: company(number), issuerReference: `REF-${number}` });
  number += 1;
  vault.uses.length = 0;
});

const query = (statement: string, values: unknown[] = []) => vault.db.database.pool.query(statement, values);
const read = (parts = vault.parts) =>
  readLicence({ ...parts, actor: clerk, reference: { id: issued.licence.id }, purpose });
/** As somebody with the database in their hands would: past the triggers. */
async function tamper(table: string, change: string): Promise<void> {
  const key = table === 'vault.licence' ? 'id' : 'licence';
  await query(`alter table ${table} disable trigger all`);
  await query(`update ${table} set ${change} where ${key} = $1`, [issued.licence.id]);
  await query(`alter table ${table} enable trigger all`);
}

describe('the tables of the vault', () => {
  it('hold nothing that says whose licence it is, or what is on it', async () => {
    const data = company(7001, { registrationNumber: '450721000012345' });
    const holder = { kind: '001', number: String(data.unifiedCode) };
    const { licence } = await vault.issue({ data, holder, issuerReference: `灵审${data.unifiedCode}` });
    await changeLicence({
      ...vault.parts,
      actor: clerk,
      reference: { id: licence.id },
      request: {
        operation: '07',
        legalReason: '据举报人王小明（11010519491231002X）反映',
        stateText: '核查王小明举报',
      },
      ifMatch: '"1"',
    });
    await changeLicence({
      ...vault.parts,
      actor: clerk,
      reference: { id: licence.id },
      request: { operation: '07', toState: '01', legalReason: '查无实据' },
      ifMatch: '"2"',
    });
    await changeLicence({
      ...vault.parts,
      actor: clerk,
      reference: { id: licence.id },
      request: { operation: '09', legalReason: '变更', data: { ...data, legalRepresentative: '司马测试' } },
      ifMatch: '"3"',
    });
    const { document } = await vault.issue({
      data: company(7002),
      transferredFrom: identifierWith('11010519491231002X'),
      legalReason: '随经营者赵小红迁入',
    });
    expect(document.toString()).toContain(`"previous":"${identifierWith('11010519491231002X')}"`);
    const dump = await dumpOf(vault.db.database);
    expect(dump).toContain(licence.identifier);
    const secrets = [
      ...['name', 'unifiedCode', 'legalRepresentative', 'address', 'businessScope', 'registrationNumber'].map((item) =>
        String(data[item]),
      ),
      '司马测试',
      '王小明',
      '赵小红',
      '11010519491231002X',
      '查无实据',
      '灵审',
    ];
    for (const secret of secrets) {
      const bytes = Buffer.from(secret);
      for (const form of [secret, bytes.toString('hex'), bytes.toString('base64'), bytes.toString('latin1')]) {
        expect(dump.includes(form), `the dump holds ${secret}`).toBe(false);
      }
    }
  });

  it('do not give the holder away to one who can compute plain hashes', async () => {
    const { createHash } = await import('node:crypto');
    const code = String(company(number - 1).unifiedCode);
    const dump = await dumpOf(vault.db.database);
    for (const guess of [code, `001${code}`, `001:${code}`, `001|${code}`, JSON.stringify(['001', code])]) {
      for (const algorithm of ['md5', 'sha1', 'sha256', 'sha512']) {
        expect(dump).not.toContain(createHash(algorithm).update(guess).digest('hex'));
      }
    }
    expect(issued.licence.holderIndex).toHaveLength(32);
  });

  it('encrypt each licence under a key of its own: equal content gives different boxes', async () => {
    const first = await vault.issue({ data: company(7100), issuerReference: 'A' });
    const second = await vault.issue({ data: company(7100), issuerReference: 'B' });
    const { rows } = await query('select data_key, holder_index from vault.licence where id = any($1)', [
      [first.licence.id, second.licence.id],
    ]);
    expect(rows[0].data_key.equals(rows[1].data_key)).toBe(false);
    expect(rows[0].holder_index.equals(rows[1].holder_index)).toBe(true);
  });
});

describe('a damaged licence', () => {
  it.each<[string, string, string]>([
    [
      'a flipped bit in the document',
      'vault.licence_version',
      'document = set_byte(document, 40, get_byte(document, 40) # 1)',
    ],
    ['a shortened document', 'vault.licence_version', 'document = substr(document, 1, 60)'],
    ['an emptied document', 'vault.licence_version', `document = ''`],
    ['another digest', 'vault.licence_version', `document_digest = decode(repeat('00', 32), 'hex')`],
    ['a flipped bit in the key', 'vault.licence', 'data_key = set_byte(data_key, 20, get_byte(data_key, 20) # 128)'],
    ['a key-encryption key nobody has', 'vault.licence', `data_key_id = 'kek-77'`],
    ['a key id that is none', 'vault.licence', `data_key_id = 'other'`],
  ])('is reported and never served: %s', async (_, table, change) => {
    await tamper(table, change);
    const refusal = await refusalOf(read());
    expect(refusal).toMatchObject({ code: 'LICENCE_DAMAGED', status: 500 });
    expect(refusal.texts('en').detail).toContain(issued.licence.id);
    expect(vault.uses.map((use) => [use.event, use.outcome, use.code])).toEqual([
      ['licence-read', 'failed', 'LICENCE_DAMAGED'],
    ]);
    vault.uses.length = 0;
    const { identifier } = issued.licence;
    const verification = verifyLicence({ ...vault.parts, actor: clerk, subject: { identifier } });
    expect(await refusalOf(verification)).toMatchObject({ code: 'LICENCE_DAMAGED' });
    expect(vault.uses.map((use) => [use.event, use.outcome])).toEqual([['licence-verified', 'failed']]);
    const again = vault.issue({ data: company(number - 1), issuerReference: `REF-${number - 1}` });
    expect(await refusalOf(again)).toMatchObject({ code: 'LICENCE_DAMAGED' });
  });

  it('cannot be the content of another licence or version put in its place', async () => {
    const other = await vault.issue({ data: company(7200) });
    const { rows } = await query('select document, document_digest from vault.licence_version where licence = $1', [
      other.licence.id,
    ]);
    await tamper(
      'vault.licence_version',
      `document = '\\x${rows[0].document.toString('hex')}', document_digest = '\\x${rows[0].document_digest.toString('hex')}'`,
    );
    expect(await refusalOf(read())).toMatchObject({ code: 'LICENCE_DAMAGED' });
    const keys = await query('select data_key from vault.licence where id = $1', [other.licence.id]);
    await tamper('vault.licence', `data_key = '\\x${keys.rows[0].data_key.toString('hex')}'`);
    expect(await refusalOf(read())).toMatchObject({ code: 'LICENCE_DAMAGED' });
  });

  it('opens with no other master key', async () => {
    const stranger = { ...vault.parts, keys: vaultKeys({ masterKey: Buffer.alloc(32, 8) }) };
    expect(await refusalOf(read(stranger))).toMatchObject({ code: 'LICENCE_DAMAGED' });
  });
});

describe('changing the key-encryption key', () => {
  it('puts every data key under the new one, touches no document and leaves every licence readable', async () => {
    for (let i = 0; i < 12; i += 1) await vault.issue({ data: company(7300 + i) });
    const documents = async () =>
      (await query('select licence, version, document from vault.licence_version order by 1, 2')).rows;
    const keysOf = async () =>
      (await query('select id, data_key, data_key_id, revision from vault.licence order by id')).rows;
    const damagedBefore = (await query(`select id from vault.licence where data_key_id <> 'kek-1'`)).rows.length;
    const [before, keysBefore] = [await documents(), await keysOf()];
    const keys = keysUnder('kek-2');
    const options = { database: vault.db.database, keys, random: vault.parts.random, batch: 5 };
    const first = await rewrapDataKeys(options);
    // And the one of the seal.
    expect(first.rewrapped + first.damaged.length).toBe(keysBefore.length + 1);
    expect(await documents()).toEqual(before);
    const keysAfter = await keysOf();
    const left = new Set(first.damaged);
    for (const [index, row] of keysAfter.entries()) {
      expect(row.revision).toBe(keysBefore[index].revision);
      if (left.has(row.id)) expect(row).toEqual(keysBefore[index]);
      else {
        expect(row.data_key_id).toBe('kek-2');
        expect(row.data_key.equals(keysBefore[index].data_key)).toBe(false);
      }
    }
    expect(left.size).toBeGreaterThanOrEqual(damagedBefore);
    const { document } = await read({ ...vault.parts, keys });
    expect(document.equals(issued.document)).toBe(true);
    expect((await read()).document.equals(issued.document)).toBe(true);
    expect(await rewrapDataKeys(options)).toEqual({ rewrapped: 0, damaged: first.damaged });
  });

  it('does not make a key that was put in from another licence look right', async () => {
    const other = await vault.issue({ data: company(7400) });
    const { rows } = await query('select data_key from vault.licence where id = $1', [other.licence.id]);
    await tamper('vault.licence', `data_key = '\\x${rows[0].data_key.toString('hex')}'`);
    const keys = keysUnder('kek-5');
    const { damaged } = await rewrapDataKeys({ database: vault.db.database, keys, random: vault.parts.random });
    expect(damaged).toContain(issued.licence.id);
    expect(damaged).not.toContain(other.licence.id);
  });

  it('is found to be done by hubs that do it at once, and stops when told to', async () => {
    const keys = keysUnder('kek-3');
    const options = { database: vault.db.database, keys, random: vault.parts.random, batch: 4 };
    expect(await rewrapDataKeys({ ...options, signal: AbortSignal.abort() })).toEqual({ rewrapped: 0, damaged: [] });
    const runs = await Promise.all([rewrapDataKeys(options), rewrapDataKeys(options)]);
    await rewrapDataKeys(options);
    const { rows } = await query(`select id from vault.licence where data_key_id <> 'kek-3'`);
    expect(rows.map((row) => row.id).sort()).toEqual([...new Set(runs.flatMap((run) => run.damaged))].sort());
    expect((await read()).document.equals(issued.document)).toBe(true);
  });

  it('goes on issuing under the key of today, and finds holders as before', async () => {
    const parts = { ...vault.parts, keys: keysUnder('kek-9') };
    const request = { type: 'business-licence', data: company(number - 1), issuerReference: 'NEW' };
    const fresh = await issueLicence({ ...parts, actor: clerk, request });
    expect(fresh.licence.wrapped.dataKeyId).toBe('kek-9');
    expect(fresh.licence.holderIndex.equals(issued.licence.holderIndex)).toBe(true);
    const repeated = { type: 'business-licence', data: company(number - 1), issuerReference: `REF-${number - 1}` };
    expect((await issueLicence({ ...parts, actor: clerk, request: repeated })).licence.id).toBe(issued.licence.id);
  });

  it('takes ids of its own kind only', () => {
    expect(() => vaultKeys({ masterKey: Buffer.alloc(32), keyId: 'main' })).toThrow(RangeError);
    expect(vaultKeys({ masterKey: Buffer.alloc(32) }).find('main')).toBeUndefined();
  });
});
