import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Problem, sha256 } from '../../kernel/index.ts';
import {
  changeLicence,
  claimsDigest,
  fileVerdictJson,
  type IssueRequest,
  issueLicence,
  issueLicences,
  type LicenceDocument,
  type LicenceUse,
  readLicence,
  readLicenceFile,
  rewrapDataKeys,
  sealOfd,
  verifyLicence,
  verifyOfd,
  writeOfd,
} from '../../licence-vault/index.ts';
import { openPackage } from '../../licence-vault/ofd/package/package.ts';
import { inspectOfd } from '../../licence-vault/ofd/verify/inspect-ofd.ts';
import {
  addSeal,
  clerk,
  company,
  keysUnder,
  openVault,
  purpose,
  receiptOf,
  refusalOf,
  type TestVault,
} from './vault.ts';

let vault: TestVault;
let number = 0;
beforeAll(async () => {
  vault = await openVault();
});
afterAll(() => vault[Symbol.asyncDispose]());
beforeEach(() => {
  number += 1;
  vault.uses.length = 0;
});

const query = (statement: string, values: unknown[] = []) => vault.db.database.pool.query(statement, values);
const tables = ['licence', 'licence_entry', 'licence_version', 'licence_file', 'licence_operation', 'seal_use'];
const counts = async () =>
  Promise.all(tables.map(async (name) => (await query(`select count(*)::integer as n from vault.${name}`)).rows[0].n));
const issueOne = () => vault.issue({ data: company(number), issuerReference: `S-${number}` });
const ofdOf = async (id: string, parts = vault.parts) =>
  (await readLicence({ ...parts, actor: clerk, reference: { id }, purpose, format: 'ofd' })).document;
const trusting = () => ({ ...vault.parts, sealTrust: async () => vault.county.trust });
/** As somebody with the database in their hands would: past the triggers. */
async function tamper(table: string, change: string, where: string, values: unknown[]): Promise<void> {
  await query(`alter table vault.${table} disable trigger all`);
  await query(`update vault.${table} set ${change} where ${where}`, values);
  await query(`alter table vault.${table} enable trigger all`);
}
const setSeal = (state: string) => query('update vault.seal set state = $2 where id = $1', [vault.seal.id, state]);

describe('a licence that is issued', () => {
  it('has its pages sealed with the issuer’s seal, and they verify', async () => {
    const { licence } = await issueOne();
    const bytes = await ofdOf(licence.id);
    const { verdict } = await verifyOfd({ bytes, trust: vault.county.trust, at: vault.clock.now() });
    expect(verdict.steps.map(({ step, result }) => `${step} ${result}`)).toEqual([
      ...['format', 'signature', 'signer-certificate', 'time', 'document-hash', 'seal'].map((step) => `${step} PASSED`),
      'timestamp SKIPPED',
      'status SKIPPED',
    ]);
    const at = await verifyLicence({ ...trusting(), actor: clerk, subject: { document: bytes } });
    expect([at.indication, at.subIndication]).toEqual(['TOTAL_PASSED', null]);
    const { presented, signatures = [] } = fileVerdictJson(at, 'zh');
    const { identifier, issuedOn, validTo } = licence;
    expect(presented).toMatchObject({ identifier, issuedOn, validTo, title: '营业执照' });
    expect(signatures[0]?.signer).toMatchObject({ seal: { name: 'approval seal' } });
    expect(signatures[0]?.signer?.certificates[0]?.subject).toMatch(/CN=/);
  });

  it('carries one set of claims in all its files, bound by their digest', async () => {
    const { licence, document } = await issueOne();
    const bytes = await ofdOf(licence.id);
    const [body] = inspectOfd(bytes).documents;
    const enclosed = body?.attachments.find(({ name }) => name === 'licence.json');
    expect(
      openPackage(bytes)
        .file(enclosed?.path ?? '')
        ?.bytes.equals(document),
    ).toBe(true);
    const { licence: claims } = JSON.parse(document.toString()) as LicenceDocument;
    const particulars = new Map(body?.info.customData.map(({ name, value }) => [name, value]));
    expect(particulars.get('KZ_CLAIMS')).toBe(claimsDigest(claims));
    expect(particulars.get('ZZBS')).toBe(licence.identifier);
  });

  it('is in the evidence with the digest of the sealed file, and so is the use of the seal', async () => {
    const { licence } = await issueOne();
    const bytes = await ofdOf(licence.id);
    expect(vault.uses[0]?.facts?.ofd).toBe(sha256(bytes).toString('base64url'));
    const { rows } = await query(
      `select u.outcome, f.seal from vault.seal_use u join vault.licence_file f on f.seal = u.seal
       where f.licence = $1 and u.at = f.made_at`,
      [licence.id],
    );
    expect(rows[0]).toEqual({ outcome: 'sealed', seal: vault.seal.id });
  });

  it('gets another sealed file with each version; the one before stays as it was', async () => {
    const { licence } = await issueOne();
    const before = await ofdOf(licence.id);
    const request = {
      operation: '09',
      legalReason: '变更',
      data: company(number, { address: '灵山县陆屋镇' }),
    } as const;
    const reference = { id: licence.id };
    const changed = await changeLicence({ ...vault.parts, actor: clerk, reference, request, ifMatch: '"1"' });
    const after = await ofdOf(licence.id);
    expect(after.equals(before)).toBe(false);
    expect(vault.uses.find(({ event }) => event === 'licence-changed')?.facts?.ofd).toBe(
      sha256(after).toString('base64url'),
    );
    const file = { ...vault.parts, licence: changed, format: 'ofd' } as const;
    expect((await readLicenceFile({ ...file, version: '001' }))?.equals(before)).toBe(true);
    expect((await readLicenceFile({ ...file, version: '002' }))?.equals(after)).toBe(true);
    const old = await verifyLicence({ ...trusting(), actor: clerk, subject: { document: before } });
    expect([old.indication, old.subIndication]).toEqual(['TOTAL_FAILED', 'REVOKED']);
  });

  it('is not issued, and nothing of it stored, without a seal or its evidence', async () => {
    const before = await counts();
    await setSeal('stopped');
    expect(await refusalOf(issueOne())).toMatchObject({ code: 'SEAL_NOT_CHOSEN', status: 409 });
    await setSeal('active');
    const unsigned = { ...vault.parts, sealing: { ...vault.parts.sealing, trustedTime: async () => new Date(0) } };
    const request = { type: 'business-licence', data: company(number) };
    expect(await refusalOf(issueLicence({ ...unsigned, actor: clerk, request }))).toMatchObject({
      code: 'CLOCK_FAR_OFF',
    });
    const [refused] = (await query(`select code from vault.seal_use where outcome = 'refused'`)).rows;
    expect(refused).toEqual({ code: 'CLOCK_FAR_OFF' });
    const unlogged = { ...vault.parts, recordUse: () => Promise.reject(new Error('the log is full')) };
    await expect(issueLicence({ ...unlogged, actor: clerk, request })).rejects.toThrow('the log is full');
    // The refused attempt to seal is recorded, and that is all.
    expect(await counts()).toEqual(before.with(-1, before.at(-1) + 1));
    const { licence } = await issueOne();
    await setSeal('stopped');
    const change = { operation: '02', legalReason: '延续', validTo: '2050-01-01' } as const;
    const reference = { id: licence.id };
    const changing = changeLicence({ ...vault.parts, actor: clerk, reference, request: change, ifMatch: '"1"' });
    expect(await refusalOf(changing)).toMatchObject({ code: 'SEAL_NOT_CHOSEN' });
    await setSeal('active');
    expect((await query('select revision from vault.licence where id = $1', [licence.id])).rows).toEqual([
      { revision: 1 },
    ]);
  });
});

describe('a file in the store', () => {
  it('lies there encrypted, without the seal that all of them bear', async () => {
    const { licence } = await issueOne();
    await vault.issue({ data: company(number), issuerReference: `T-${number}` });
    const bytes = await ofdOf(licence.id);
    const { rows } = await query('select content, shared, size from vault.licence_file where licence = $1', [
      licence.id,
    ]);
    expect(rows[0].size).toBe(bytes.length);
    expect(rows[0].content.length).toBeLessThan(bytes.length / 2);
    expect(rows[0].content.includes(Buffer.from('ofd'))).toBe(false);
    const parts = await query('select digest from vault.shared_part');
    expect(parts.rows).toEqual([{ digest: rows[0].shared[0] }]);
    expect(rows[0].shared[0].equals(vault.seal.fileDigest)).toBe(true);
  });

  it.each<[string, string, string, string]>([
    ['a flipped bit', 'licence_file', 'content = set_byte(content, 40, get_byte(content, 40) # 1)', 'licence = $1'],
    ['another digest', 'licence_file', `digest = decode(repeat('00', 32), 'hex')`, 'licence = $1'],
    ['a part that is missing', 'licence_file', `shared = array[decode(repeat('00', 32), 'hex')]`, 'licence = $1'],
    ['a list of parts cut off', 'licence_file', `shared = '{}'`, 'licence = $1'],
  ])('that is damaged is reported and never served: %s', async (_, table, change, where) => {
    const { licence } = await issueOne();
    vault.uses.length = 0;
    await tamper(table, change, where, [licence.id]);
    const refusal = await refusalOf(ofdOf(licence.id));
    expect(refusal).toMatchObject({ code: 'LICENCE_DAMAGED', status: 500 });
    expect(refusal.texts('en').detail).toContain(licence.id);
    expect(vault.uses.map(({ event, outcome, code }) => [event, outcome, code])).toEqual([
      ['licence-read', 'failed', 'LICENCE_DAMAGED'],
    ]);
  });

  it('is not served when the part it shares with others was changed, nor in another’s place', async () => {
    const { licence } = await issueOne();
    await tamper('shared_part', 'content = set_byte(content, 99, get_byte(content, 99) # 1)', 'true', []);
    expect(await refusalOf(ofdOf(licence.id))).toMatchObject({ code: 'LICENCE_DAMAGED' });
    await tamper('shared_part', 'content = set_byte(content, 99, get_byte(content, 99) # 1)', 'true', []);
    expect(await ofdOf(licence.id)).toBeInstanceOf(Buffer);
    const other = await vault.issue({ data: company(number), issuerReference: `O-${number}` });
    await tamper(
      'licence_file',
      '(content, digest) = (select content, digest from vault.licence_file where licence = $2)',
      'licence = $1',
      [licence.id, other.licence.id],
    );
    expect(await refusalOf(ofdOf(licence.id))).toMatchObject({ code: 'LICENCE_DAMAGED' });
  });

  it('is not served in the place of the one of a later version, which lies under the same key', async () => {
    const { licence } = await issueOne();
    await changeLicence({
      ...{ ...vault.parts, actor: clerk, reference: { id: licence.id }, ifMatch: '"1"' },
      request: { operation: '09', legalReason: '变更', data: company(number, { legalRepresentative: '司马测试' }) },
    });
    expect(await ofdOf(licence.id)).toBeInstanceOf(Buffer);
    await tamper(
      'licence_file',
      `(content, digest, size, shared) = (select content, digest, size, shared from vault.licence_file
        where licence = $1 and version = '001')`,
      `licence = $1 and version = '002'`,
      [licence.id],
    );
    expect(await refusalOf(ofdOf(licence.id))).toMatchObject({ code: 'LICENCE_DAMAGED' });
  });

  it('is said to be missing where a version was issued before there were sealed files', async () => {
    const { licence } = await issueOne();
    await query('alter table vault.licence_file disable trigger all');
    await query('delete from vault.licence_file where licence = $1', [licence.id]);
    await query('alter table vault.licence_file enable trigger all');
    expect(await refusalOf(ofdOf(licence.id))).toMatchObject({ code: 'LICENCE_FILE_MISSING', status: 404 });
    expect(vault.uses.at(-1)).toMatchObject({ outcome: 'failed', code: 'LICENCE_FILE_MISSING' });
  });

  it('is not touched when the key-encryption key changes, and opens under the new one', async () => {
    const { licence } = await issueOne();
    const before = await ofdOf(licence.id);
    const contents = async () => (await query('select licence, content from vault.licence_file order by 1')).rows;
    const stored = await contents();
    const keys = keysUnder('kek-2');
    await rewrapDataKeys({ database: vault.db.database, keys, random: vault.parts.random });
    expect(await contents()).toEqual(stored);
    expect((await ofdOf(licence.id, { ...vault.parts, keys })).equals(before)).toBe(true);
  });
});

describe('a sealed file whose parts are of different licences', () => {
  const sealedAnew = (
    content: Omit<Parameters<typeof writeOfd>[0], 'docId' | 'creationDate' | 'pages'>,
    seal = vault.seal,
  ) => {
    const pages = [{ width: 210, height: 297, items: [] }];
    const bytes = writeOfd({ docId: 'a'.repeat(32), creationDate: '2026-11-21', pages, ...content });
    const { signer } = vault.county.signer;
    const placements = [{ kind: 'normal', page: 1, x: 10, y: 10 }] as const;
    return query('select file from vault.seal where id = $1', [seal.id]).then(({ rows }) =>
      sealOfd({ bytes, seal: rows[0].file, signer, placements, mode: 'continue-sign', clock: vault.clock }),
    );
  };
  const verdictOn = async (document: Buffer) => {
    const verdict = await verifyLicence({ ...trusting(), actor: clerk, subject: { document } });
    const hash = verdict.steps.find(({ step }) => step === 'document-hash');
    return [verdict.indication, hash?.result, hash?.subIndication];
  };

  it('fails by its claims, however right its seal is', async () => {
    const [first, second] = [
      await issueOne(),
      await vault.issue({ data: company(number), issuerReference: `V-${number}` }),
    ];
    const digest = (document: Buffer) => claimsDigest((JSON.parse(document.toString()) as LicenceDocument).licence);
    const file = (of: typeof first, named: string | undefined, identifier = of.licence.identifier) =>
      sealedAnew({
        customData: [
          { name: 'ZZBS', value: identifier },
          ...(named === undefined ? [] : [{ name: 'KZ_CLAIMS', value: named }]),
        ],
        attachments: [{ name: 'licence.json', bytes: of.document }],
      });
    const altered = ['TOTAL_FAILED', 'FAILED', 'HASH_FAILURE'];
    expect(await verdictOn(await file(first, digest(first.document)))).toEqual(['TOTAL_PASSED', 'PASSED', null]);
    expect(await verdictOn(await file(first, digest(second.document)))).toEqual(altered);
    expect(await verdictOn(await file(first, undefined))).toEqual(altered);
    // The claims of one licence under the identifier of another, which the vault has.
    expect(await verdictOn(await file(first, digest(first.document), second.licence.identifier))).toEqual(altered);
  });

  it('by somebody else under the same anchors is not the issuer’s, and no copy of it, unless that seal was chosen for it', async () => {
    const { licence, document } = await issueOne();
    const claims = claimsDigest((JSON.parse(document.toString()) as LicenceDocument).licence);
    const named = [
      { name: 'ZZBS', value: licence.identifier },
      { name: 'KZ_CLAIMS', value: claims },
    ];
    const attachments = [{ name: 'licence.json', bytes: document }];
    const foreign = await addSeal({ parts: vault.parts, county: vault.county, organisation: 'hrss' });
    const copied = { name: 'JZJYXQJZSJ', value: '2026-12-01 00:00:00' };
    const sealSteps = async (document: Buffer) => {
      const { indication, steps } = await verifyLicence({ ...trusting(), actor: clerk, subject: { document } });
      return [indication, ...steps.filter(({ step }) => step === 'seal').map((one) => one.subIndication)];
    };
    const forgery = await sealedAnew({ customData: named, attachments }, foreign);
    const copy = await sealedAnew({ customData: [...named, copied] }, foreign);
    expect(await sealSteps(forgery)).toEqual(['TOTAL_FAILED', 'SIG_CONSTRAINTS_FAILURE']);
    expect(await sealSteps(copy)).toEqual(['TOTAL_FAILED', 'SIG_CONSTRAINTS_FAILURE']);
    expect(await sealSteps(await sealedAnew({ customData: [...named, copied] }))).toEqual(['TOTAL_PASSED', null]);
    const choice = `insert into vault.seal_choice (organisation, type, revision, seal, chosen_by, chosen_at)
      values ($1, null, $2, $3, 'officer:a', now())`;
    await query(choice, ['hrss', 1, foreign.id]);
    expect(await sealSteps(forgery)).toEqual(['TOTAL_FAILED', 'SIG_CONSTRAINTS_FAILURE']);
    await query(choice, ['*', 1, foreign.id]);
    await query(choice, ['*', 2, null]);
    expect(await sealSteps(forgery)).toEqual(['TOTAL_PASSED', null]);
  });

  it('without its claims is left undecided, since nobody can hold it against what the vault has', async () => {
    const { licence } = await issueOne();
    const bare = await sealedAnew({ customData: [{ name: 'ZZBS', value: licence.identifier }] });
    expect(await verdictOn(bare)).toEqual(['INDETERMINATE', 'INDETERMINATE', 'SIG_CONSTRAINTS_FAILURE']);
  });
});

describe('a choice of a seal that is another organisation’s', () => {
  it('is not kept to, however it came into the table', async () => {
    const foreign = await addSeal({ parts: vault.parts, county: vault.county, organisation: 'data' });
    const choice = `insert into vault.seal_choice (organisation, type, revision, seal, chosen_by, chosen_at)
      values ('approval', null, $1, $2, 'officer:a', now())`;
    await query(choice, [1, foreign.id]);
    expect(await refusalOf(issueOne())).toMatchObject({ code: 'SEAL_NOT_FOR_TYPE' });
    await query(choice, [2, null]);
    expect((await issueOne()).created).toBe(true);
  });
});

describe('many licences issued together', () => {
  const requestOf = (key: string, data: Record<string, unknown>): IssueRequest => ({
    ...{ type: 'business-licence', data, issuerReference: `B-${number}-${key}` },
  });
  const issue = (requests: readonly IssueRequest[], parts = vault.parts) =>
    issueLicences({ ...parts, actor: clerk, requests });
  const told = (outcomes: Awaited<ReturnType<typeof issueLicences>>) =>
    outcomes.map((outcome) => (outcome instanceof Problem ? outcome.code : outcome.created));

  it('come in the order of their requests; one that is refused stops no other', async () => {
    const wrong = requestOf('b', company(number, { address: undefined }));
    const foreign = { ...requestOf('c', company(number)), type: 'fishing-licence' };
    const unwritable = requestOf('d', company(number, { address: `灵山县${'\u{10ffff}'}` }));
    const outcomes = await issue([
      requestOf('a', company(number)),
      wrong,
      foreign,
      unwritable,
      requestOf('e', company(number)),
    ]);
    expect(told(outcomes)).toEqual([true, 'LICENCE_DATA_INVALID', 'LICENCE_TYPE_UNKNOWN', expect.anything(), true]);
    for (const outcome of outcomes) {
      if (outcome instanceof Problem) continue;
      expect(await ofdOf(outcome.licence.id)).toBeInstanceOf(Buffer);
    }
  });

  it('are one transaction and one batch of evidence, and another at each 64', async () => {
    const batches: number[] = [];
    const recordUses = async (uses: readonly LicenceUse[]) => {
      batches.push(uses.length);
      return uses.map((_, index) => receiptOf(String(index)));
    };
    const requests = Array.from({ length: 66 }, (_, index) => requestOf(String(index), company(number)));
    expect(new Set(told(await issue(requests, { ...vault.parts, recordUses })))).toEqual(new Set([true]));
    expect(batches).toEqual([64, 2]);
    const before = await counts();
    const failing = { ...vault.parts, recordUses: () => Promise.reject(new Error('the log is full')) };
    const fresh = ['x', 'y'].map((key) => requestOf(key, company(number)));
    await expect(issue(fresh, failing)).rejects.toThrow('the log is full');
    expect(await counts()).toEqual(before);
  });

  it('are each issued once: submitted again, twice in one list, and twice at once', async () => {
    const requests = ['a', 'b', 'c', 'a'].map((key) => requestOf(key, company(number)));
    const [first, second] = await Promise.all([issue(requests), issue(requests.toReversed())]);
    const ids = [...first, ...second].map((outcome) =>
      outcome instanceof Problem ? outcome.code : outcome.licence.id,
    );
    expect(new Set(ids).size).toBe(3);
    expect([...told(first), ...told(second)].filter((created) => created === true)).toHaveLength(3);
    expect(told(await issue(requests))).toEqual([false, false, false, false]);
    const other = requestOf('a', company(number, { address: '灵山县陆屋镇' }));
    expect(told(await issue([other]))).toEqual(['ISSUER_REFERENCE_REUSED']);
  });

  it('are refused one by one where there is no seal', async () => {
    const before = await counts();
    await setSeal('stopped');
    const outcomes = await issue(['a', 'b'].map((key) => requestOf(key, company(number))));
    await setSeal('active');
    expect(told(outcomes)).toEqual(['SEAL_NOT_CHOSEN', 'SEAL_NOT_CHOSEN']);
    expect(await counts()).toEqual(before);
  });
});
