import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Actor, type Role, roles } from '../../identity/index.ts';
import { Problem, sha256 } from '../../kernel/index.ts';
import { rewrapDataKeys } from '../../licence-vault/encryption/rewrap-data-keys.ts';
import { vaultKeys } from '../../licence-vault/encryption/vault-keys.ts';
import { schemas } from '../../licence-vault/generated/schemas.ts';
import { checkPng } from '../../licence-vault/seal/picture/check-png.ts';
import { applyForSeal } from '../../licence-vault/seal/registry/apply-for-seal.ts';
import { changeSeal } from '../../licence-vault/seal/registry/change-seal.ts';
import { sealRoutes } from '../../licence-vault/seal/registry/routes.ts';
import type { SealParts } from '../../licence-vault/seal/registry/seal-parts.ts';
import { sealStatus } from '../../licence-vault/seal/registry/seal-status.ts';
import { showSealHistory } from '../../licence-vault/seal/registry/show-seals.ts';
import { databaseTime, useSeal } from '../../licence-vault/seal/registry/use-seal.ts';
import { readSeal } from '../../licence-vault/seal/structure/seal.ts';
import { readSealSignature } from '../../licence-vault/seal/structure/seal-signature.ts';
import { pathTrust } from '../../licence-vault/seal/verify/path-trust.ts';
import { verifySeal } from '../../licence-vault/seal/verify/verify-seal.ts';
import { verifySealSignature } from '../../licence-vault/seal/verify/verify-seal-signature.ts';
import { fixedClock, seededRandom } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { openSurface, type Surface } from '../support/surface.ts';
import { digestFor } from './seal-documents.ts';
import { county, crlOf, party, pem } from './seal-parties.ts';
import { officer, refusalOf, system } from './vault.ts';

const keeper = officer('approval', ['seal-keeper'], '1');
const colleague = officer('approval', ['seal-keeper'], '2');
const stranger = officer('hrss', ['seal-keeper'], '3');
const administration = officer('data', ['seal-keeper'], '4');
const auditor = officer('approval', ['auditor'], '5');
const clerk = officer('approval', ['approval-clerk'], '6');
const counter = system('approval-counter', 'approval', 'consumer');

const { root, maker, signer, trust } = county();
const clock = fixedClock('2026-11-21T08:00:00Z');
let db: TestDatabase;
let parts: SealParts;
let surface: Surface;

beforeAll(async () => {
  db = await createTestDatabase();
  const keys = vaultKeys({ masterKey: Buffer.alloc(32, 7) });
  const random = seededRandom(db.url);
  parts = { database: db.database, clock, random, keys, sealMaker: async () => maker.signer, specimen: true };
  surface = await openSurface({ random, schemas: Object.values(schemas), routes: (app) => sealRoutes(app, parts) });
});
afterAll(async () => {
  await surface.app.close();
  await db[Symbol.asyncDispose]();
});

interface Answer {
  readonly status: number;
  readonly etag: string | undefined;
  readonly raw: Buffer;
  // biome-ignore lint/suspicious/noExplicitAny: an answer is looked at member by member, wrong guesses fail the test
  readonly body: any;
}

async function call(
  method: 'GET' | 'POST' | 'PUT',
  url: string,
  as: Actor | undefined,
  sent: { body?: object; ifMatch?: string } = {},
): Promise<Answer> {
  const response = await surface.app.inject({
    method,
    url,
    headers: {
      'accept-language': 'en',
      ...(as === undefined ? {} : { authorization: `Bearer ${surface.tokenOf(as)}` }),
      ...(sent.ifMatch === undefined ? {} : { 'if-match': sent.ifMatch }),
    },
    ...(sent.body === undefined ? {} : { payload: sent.body }),
  });
  const isJson = String(response.headers['content-type']).includes('json');
  return {
    status: response.statusCode,
    etag: response.headers.etag as string | undefined,
    raw: response.rawPayload,
    body: isJson ? response.json() : undefined,
  };
}

const application = {
  name: '灵山县行政审批局',
  signers: [pem(signer)],
  validTo: '2028-11-21T00:00:00Z',
  drawing: { text: '灵山县行政审批局', caption: '审批专用章', body: 'department' as const },
};

/** Takes a step in its present version. */
async function take(id: string, event: string, as: Actor, reason?: string): Promise<Answer> {
  const { etag } = await call('GET', `/v1/seals/${id}`, administration);
  const body = { event, ...(reason === undefined ? {} : { reason }) };
  return call('POST', `/v1/seals/${id}/events`, as, { body, ifMatch: etag! });
}

/** A seal that is ready for use. */
async function activeSeal(change: object = {}): Promise<string> {
  const { body } = await call('POST', '/v1/seals', keeper, { body: { ...application, ...change } });
  expect((await take(body.id, 'approve', colleague)).status).toBe(200);
  expect((await take(body.id, 'make', keeper)).body).toMatchObject({ state: 'active' });
  return body.id;
}

function seal(
  id: string,
  options: { as?: Actor; by?: typeof signer; trustedTime?: () => Promise<Date>; case?: string } = {},
) {
  const { by = signer } = options;
  return db.database.transaction((tx) =>
    useSeal({
      ...parts,
      trustedTime: options.trustedTime ?? (async () => clock.now()),
      tx,
      actor: options.as ?? clerk,
      seal: id,
      signer: by.signer,
      thing: { dataHash: digestFor(by.signer), propertyInfo: '/Doc_0/Signs/Sign_0/Signature.xml' },
      purpose: { matter: 'FOOD-PERMIT-01', case: options.case ?? 'FP-1' },
    }),
  );
}

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Problem) return error.code;
  throw new Error('no refusal', { cause: error });
}

/** Something to wait for until somebody opens it. */
function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

describe('a seal’s way from application to use', () => {
  it('is applied for, approved by another, made and signed by the maker, and verifies', async () => {
    const applied = await call('POST', '/v1/seals', keeper, { body: application });
    expect(applied.status).toBe(201);
    expect(applied.etag).toBe('"1"');
    expect(applied.body).toMatchObject({
      organisation: 'approval',
      state: 'applied',
      version: 4,
      kind: 'organisation',
      widthMm: 45,
      heightMm: 45,
      signers: [signer.certificate.fingerprint],
      validFrom: null,
      fileDigest: null,
      approver: null,
    });
    const { id } = applied.body;
    expect((await call('GET', `/v1/seals/${id}/file`, keeper)).body.code).toBe('SEAL_NOT_ACTIVE');
    const picture = await call('GET', `/v1/seals/${id}/picture`, auditor);
    expect(checkPng(picture.raw)).toMatchObject({ width: 531, height: 531 });

    expect((await take(id, 'approve', keeper)).body.code).toBe('SECOND_PERSON_REQUIRED');
    expect((await take(id, 'make', keeper)).body.code).toBe('SEAL_STEP_NOT_ALLOWED');
    expect((await take(id, 'approve', colleague)).body).toMatchObject({
      state: 'approved',
      approver: `officer:${colleague.id}`,
    });
    const made = await take(id, 'make', keeper);
    expect(made.body).toMatchObject({ state: 'active', validFrom: '2026-11-21T08:00:00.000Z', revision: 3 });

    const file = (await call('GET', `/v1/seals/${id}/file`, auditor)).raw;
    expect(sha256(file).toString('base64url')).toBe(made.body.fileDigest);
    const read = readSeal(file);
    expect(read.info.property.name).toBe('灵山县行政审批局');
    expect(read.info.picture.data.equals(picture.raw)).toBe(true);
    const verdict = await verifySeal({ bytes: file, trust, at: clock.now() });
    expect(verdict.indication).toBe('TOTAL_PASSED');
  });

  it('is approved by the data administration as well, and not by another organisation, which does not even see it', async () => {
    const { body } = await call('POST', '/v1/seals', keeper, { body: application });
    expect((await take(body.id, 'approve', stranger)).body.code).toBe('SEAL_NOT_FOUND');
    for (const path of ['', '/events', '/picture', '/file']) {
      expect((await call('GET', `/v1/seals/${body.id}${path}`, stranger)).body.code).toBe('SEAL_NOT_FOUND');
    }
    expect((await take(body.id, 'approve', administration)).body.state).toBe('approved');
  });

  it('is not made where nobody makes seals, and stays approved', async () => {
    const { body } = await call('POST', '/v1/seals', keeper, { body: application });
    await take(body.id, 'approve', colleague);
    const without = { ...parts, sealMaker: async () => undefined };
    const { changeSeal } = await import('../../licence-vault/seal/registry/change-seal.ts');
    const making = changeSeal({ ...without, actor: keeper, id: body.id, event: 'make', ifMatch: '"2"' });
    expect(await refusal(making)).toBe('SEAL_MAKER_MISSING');
    expect((await call('GET', `/v1/seals/${body.id}`, keeper)).body).toMatchObject({ state: 'approved', revision: 2 });
  });

  it('takes a step only on the version that the step is based on', async () => {
    const { body } = await call('POST', '/v1/seals', keeper, { body: application });
    const url = `/v1/seals/${body.id}/events`;
    const missing = await call('POST', url, colleague, { body: { event: 'approve' } });
    expect([missing.status, missing.body.code]).toEqual([428, 'PRECONDITION_REQUIRED']);
    const stale = await call('POST', url, colleague, { body: { event: 'approve' }, ifMatch: '"9"' });
    expect([stale.status, stale.body.code]).toEqual([412, 'STALE_VERSION']);
    const both = await Promise.all(
      [colleague, administration].map((as) => call('POST', url, as, { body: { event: 'approve' }, ifMatch: '"1"' })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  it('keeps the reasons of its history when the key-encryption key is changed', async () => {
    const id = await activeSeal();
    await take(id, 'stop', keeper, '机构调整');
    const keyOf = async () =>
      (
        await sql<{ id: string }>`select data_key_id as id from vault.seal where id = ${id}`.execute(
          db.database.tables(),
        )
      ).rows[0]?.id;
    expect(await keyOf()).toBe('kek-1');
    const keys = vaultKeys({ masterKey: Buffer.alloc(32, 7), keyId: 'kek-2' });
    const { rewrapped, damaged } = await rewrapDataKeys({ database: db.database, keys, random: parts.random });
    expect(damaged).toEqual([]);
    expect(rewrapped).toBeGreaterThan(0);
    expect(await keyOf()).toBe('kek-2');
    const history = await showSealHistory({ database: db.database, keys, actor: keeper, id });
    expect(history.at(-1)).toMatchObject({ event: 'stop', reason: '机构调整' });
    const stranger = vaultKeys({ masterKey: Buffer.alloc(32, 8), keyId: 'kek-3' });
    const lost = await rewrapDataKeys({ database: db.database, keys: stranger, random: parts.random });
    expect(lost.rewrapped).toBe(0);
    expect(lost.damaged).toContain(`seal/${id}`);
  });

  it('keeps its history with who and why; the reason is not in the database in clear', async () => {
    const id = await activeSeal();
    const reason = '张三离职，暂停用印';
    expect((await take(id, 'stop', keeper)).body.code).toBe('SEAL_REASON_MISSING');
    expect((await take(id, 'stop', keeper, reason)).body.state).toBe('stopped');
    const { body } = await call('GET', `/v1/seals/${id}/events`, auditor);
    expect(
      body.items.map((line: { event: string; toState: string; reason: string | null }) => [
        line.event,
        line.toState,
        line.reason,
      ]),
    ).toEqual([
      ['apply', 'applied', null],
      ['approve', 'approved', null],
      ['make', 'active', null],
      ['stop', 'stopped', reason],
    ]);
    const rows = await sql<{ row: string }>`select e::text || encode(e.sealed_reason, 'escape') as row
      from vault.seal_event e where seal = ${id} and event = 'stop'`.execute(db.database.tables<object>());
    expect(rows.rows[0]?.row).not.toContain('张三');
    expect(surface.logged.join('')).not.toContain('张三');
  });
});

describe('an application', () => {
  const refusedWith = async (change: object) => {
    const answer = await call('POST', '/v1/seals', keeper, { body: { ...application, ...change } });
    return [answer.status, answer.body.code, ...answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)];
  };

  it('needs one picture, readable signers that have not ended, and a term that has not', async () => {
    const ended = party({ name: '过期', issuer: root, from: '2024-01-01T00:00:00Z', to: '2025-01-01T00:00:00Z' });
    expect(await refusedWith({ drawing: undefined })).toEqual([400, 'INVALID_INPUT', '']);
    expect(await refusedWith({ upload: { png: 'AAAA', widthMm: 40, heightMm: 40 } })).toEqual([
      400,
      'INVALID_INPUT',
      '',
    ]);
    expect(await refusedWith({ signers: ['nothing'] })).toEqual([422, 'SEAL_CONTENT_INVALID', '/signers/0']);
    expect(await refusedWith({ signers: [pem(signer) + pem(maker)] })).toEqual([
      422,
      'SEAL_CONTENT_INVALID',
      '/signers/0',
    ]);
    expect(await refusedWith({ signers: [pem(signer), pem(ended), pem(signer)] })).toEqual([
      422,
      'SEAL_CONTENT_INVALID',
      '/signers/1',
      '/signers/2',
    ]);
    // It would be in every file that bears the seal.
    const numbered = party({ name: '欧阳测试 11010519491231002X', issuer: root });
    expect(await refusedWith({ signers: [pem(signer), pem(numbered)] })).toEqual([
      422,
      'SEAL_CONTENT_INVALID',
      '/signers/1',
    ]);
    expect(await refusedWith({ validTo: '2026-11-21T07:00:00Z' })).toEqual([400, 'INVALID_INPUT', '/validTo']);
    expect(await refusedWith({ version: 1, validTo: '2051-01-01T00:00:00Z' })).toEqual([
      400,
      'INVALID_INPUT',
      '/validTo',
    ]);
    expect(await refusedWith({ drawing: { ...application.drawing, text: '\u{1F600}' } })).toEqual([
      422,
      'SEAL_TEXT_NOT_DRAWABLE',
      '/name',
    ]);
  });

  it('is not of a signer who was revoked, nor made of one who was revoked since', async () => {
    const revoked = party({ name: '被吊销者', issuer: root });
    const known = pathTrust({
      anchors: [root.certificate],
      crls: [
        crlOf(root, {
          thisUpdate: '2026-11-20T00:00:00Z',
          revoked: [{ who: revoked, at: '2026-11-19T00:00:00Z', reason: 'keyCompromise' }],
        }),
      ],
    });
    const asking = { ...parts, trust: async () => known };
    const signers = [pem(signer), pem(revoked)];
    const refusal = { code: 'SEAL_CONTENT_INVALID', errors: [{ pointer: '/signers/1', detail: 'is revoked' }] };
    const applied = applyForSeal({ ...asking, actor: keeper, application: { ...application, signers } });
    expect(await refusalOf(applied)).toMatchObject(refusal);
    const { body } = await call('POST', '/v1/seals', keeper, { body: { ...application, signers } });
    const { etag } = await take(body.id, 'approve', colleague);
    const made = changeSeal({ ...asking, actor: keeper, id: body.id, event: 'make', ifMatch: etag });
    expect(await refusalOf(made)).toMatchObject(refusal);
    expect((await call('GET', `/v1/seals/${body.id}`, keeper)).body.state).toBe('approved');
    const sound = { ...application, signers: [pem(signer)] };
    expect((await applyForSeal({ ...asking, actor: keeper, application: sound })).state).toBe('applied');
  });

  it('takes a picture of one’s own, which says 样章 in a demonstration and is left as it is elsewhere', async () => {
    const { body } = await call('POST', '/v1/seals', keeper, { body: application });
    const own = (await call('GET', `/v1/seals/${body.id}/picture`, keeper)).raw;
    const upload = { png: own.toString('base64'), widthMm: 40, heightMm: 40 };
    const uploaded = await call('POST', '/v1/seals', keeper, { body: { ...application, drawing: undefined, upload } });
    expect(uploaded.body).toMatchObject({ widthMm: 40, heightMm: 40 });
    const marked = (await call('GET', `/v1/seals/${uploaded.body.id}/picture`, keeper)).raw;
    expect(marked.equals(own)).toBe(false);
    const { drawing: _, ...rest } = application;
    const stored = await applyForSeal({ ...parts, specimen: false, actor: keeper, application: { ...rest, upload } });
    expect((await call('GET', `/v1/seals/${stored.id}/picture`, keeper)).raw.equals(own)).toBe(true);
    expect(await refusedWith({ drawing: undefined, upload: { ...upload, png: 'R0lGODlh' } })).toEqual([
      422,
      'SEAL_PICTURE_INVALID',
      '/picture',
    ]);
  });
});

describe('using a seal', () => {
  it.each([1, 4, 5] as const)('seals with a V%i seal, verifies, and is recorded', async (version) => {
    const id = await activeSeal({ version });
    const bytes = await seal(id);
    const verdict = await verifySealSignature({
      bytes,
      documentDigest: digestFor(signer.signer),
      trust,
      at: clock.now(),
    });
    expect(verdict.indication).toBe('TOTAL_PASSED');
    const { body } = await call('GET', `/v1/seal-uses?seal=${id}`, auditor);
    expect(body.items).toEqual([
      {
        id: expect.any(String),
        seal: id,
        organisation: 'approval',
        actor: `officer:${clerk.id}`,
        matter: 'FOOD-PERMIT-01',
        case: 'FP-1',
        dataHash: digestFor(signer.signer).toString('base64url'),
        outcome: 'sealed',
        code: null,
        signatureDigest: sha256(bytes).toString('base64url'),
        at: '2026-11-21T08:00:00.000Z',
      },
    ]);
  });

  it('is refused and recorded when the seal is stopped, and goes on when it is started again; revoked is for ever', async () => {
    const id = await activeSeal();
    await take(id, 'stop', colleague, '检查');
    expect(await refusal(seal(id))).toBe('SEAL_NOT_ACTIVE');
    await take(id, 'start', colleague, '检查完毕');
    await seal(id);
    await take(id, 'revoke', colleague, '换发');
    expect(await refusal(seal(id))).toBe('SEAL_NOT_ACTIVE');
    expect((await take(id, 'start', colleague, '误操作')).body.code).toBe('SEAL_STEP_NOT_ALLOWED');
    const { body } = await call('GET', `/v1/seal-uses?seal=${id}`, keeper);
    const lines = body.items.map((use: { outcome: string; code: string | null }) => `${use.outcome} ${use.code}`);
    expect(lines.sort()).toEqual(['refused SEAL_NOT_ACTIVE', 'refused SEAL_NOT_ACTIVE', 'sealed null']);
    const days = (await call('GET', `/v1/seal-uses/days?seal=${id}`, auditor)).body.items;
    expect(days).toEqual([{ day: '2026-11-21', sealed: 1, refused: 2 }]);
    expect((await call('GET', `/v1/seal-uses/days?seal=${id}`, stranger)).status).toBe(404);
  });

  it('is refused and recorded for a signer the seal does not list and for a clock far off', async () => {
    const id = await activeSeal();
    const outsider = party({ name: '外人', issuer: root });
    expect(await refusal(seal(id, { by: outsider }))).toBe('SIGNER_NOT_IN_SEAL');
    const trustedTime = async () => new Date('2026-11-21T09:00:00Z');
    expect(await refusal(seal(id, { trustedTime }))).toBe('CLOCK_FAR_OFF');
    const { body } = await call('GET', `/v1/seal-uses?seal=${id}`, keeper);
    expect(body.items.map((use: { code: string }) => use.code).sort()).toEqual(['CLOCK_FAR_OFF', 'SIGNER_NOT_IN_SEAL']);
  });

  it('is not for a case that names a person by number, and no attempt at that is kept either', async () => {
    const id = await activeSeal();
    const named = { case: 'FP-11010519491231002X' };
    expect(await refusal(seal(id, named))).toBe('INVALID_INPUT');
    await take(id, 'stop', colleague, '检查');
    expect(await refusal(seal(id, named))).toBe('INVALID_INPUT');
    expect((await call('GET', `/v1/seal-uses?seal=${id}`, keeper)).body.items).toEqual([]);
  });

  it('is for the organisation’s own people and systems', async () => {
    const id = await activeSeal();
    expect(await refusal(seal(id, { as: stranger }))).toBe('SEAL_NOT_FOUND');
    expect(readSealSignature(await seal(id, { as: counter })).seal.info.property.name).toBe('灵山县行政审批局');
  });

  it('leaves no trace of success when what it was for does not come about', async () => {
    const id = await activeSeal();
    const failing = db.database.transaction(async (tx) => {
      const thing = { dataHash: digestFor(signer.signer), propertyInfo: '/x' };
      await useSeal({
        ...parts,
        trustedTime: async () => clock.now(),
        tx,
        actor: clerk,
        seal: id,
        signer: signer.signer,
        thing,
      });
      throw new Error('the licence could not be stored');
    });
    await expect(failing).rejects.toThrow('could not be stored');
    expect((await call('GET', `/v1/seal-uses?seal=${id}`, keeper)).body.items).toEqual([]);
  });

  it('waits for a stop that is under way, and is refused once that is committed', async () => {
    const id = await activeSeal();
    const changed = gate();
    const held = gate();
    const stopping = db.database.transaction(async (tx) => {
      await sql`update vault.seal set state = 'stopped' where id = ${id}`.execute(tx.tables<object>());
      changed.open();
      await held.opened;
    });
    await changed.opened;
    const using = refusal(seal(id));
    const waits = async () => {
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from pg_stat_activity
        where wait_event_type = 'Lock' and datname = current_database()`.execute(db.database.tables<object>());
      return rows[0]?.n ?? 0;
    };
    while ((await waits()) === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    held.open();
    await stopping;
    expect(await using).toBe('SEAL_NOT_ACTIVE');
  });

  it('asks the database for the time', async () => {
    const difference = Math.abs((await databaseTime(db.database)).getTime() - Date.now());
    expect(difference).toBeLessThan(60_000);
  });
});

describe('what the register says of a seal that somebody presents', () => {
  it('is its state now, and for something sealed its state then', async () => {
    const id = await activeSeal();
    const file = (await call('GET', `/v1/seals/${id}/file`, keeper)).raw;
    const asked = (sealedAt?: string) =>
      sealStatus({
        database: db.database,
        fileDigest: sha256(file),
        sealedAt: sealedAt === undefined ? undefined : new Date(sealedAt),
      });
    expect(await asked()).toMatchObject({ result: 'PASSED' });
    expect(await asked('2026-11-21T07:00:00Z')).toMatchObject({ result: 'FAILED', subIndication: 'NOT_YET_VALID' });
    clock.set('2026-11-21T10:00:00Z');
    await take(id, 'stop', keeper, '检查');
    expect(await asked()).toMatchObject({ result: 'INDETERMINATE', subIndication: 'TRY_LATER' });
    expect(await asked('2026-11-21T09:00:00Z')).toMatchObject({ result: 'PASSED' });
    expect(await asked('2026-11-21T10:00:01Z')).toMatchObject({ result: 'FAILED', subIndication: 'REVOKED' });
    await take(id, 'revoke', keeper, '换发');
    expect(await asked()).toMatchObject({ result: 'FAILED', subIndication: 'REVOKED' });
    const unknown = await sealStatus({ database: db.database, fileDigest: sha256('another') });
    expect(unknown).toMatchObject({ result: 'INDETERMINATE', subIndication: 'TRY_LATER' });
    clock.set('2026-11-21T08:00:00Z');
  });
});

describe('the tables', () => {
  it.each([
    ['a change of a use', `update vault.seal_use set actor = 'x'`],
    ['the loss of a use', 'delete from vault.seal_use'],
    ['the loss of all uses', 'truncate vault.seal_use'],
    ['a change of history', `update vault.seal_event set actor = 'x'`],
    ['the loss of history', 'delete from vault.seal_event'],
    ['the loss of a seal', 'delete from vault.seal'],
    ['another picture in a made seal', `update vault.seal set picture = 'x' where file is not null`],
    ['approval by who applied', 'update vault.seal set approver = applicant where file is null'],
    ['an active seal without a file', `update vault.seal set state = 'active' where file is null`],
  ])('refuse %s', async (_, statement) => {
    const id = await activeSeal();
    await seal(id);
    await call('POST', '/v1/seals', keeper, { body: application });
    await expect(sql.raw(statement).execute(db.database.tables<object>())).rejects.toThrow(
      /append-only|does not change|violates check/,
    );
  });
});

describe('lists', () => {
  it('go page by page without a gap, by state and organisation, within reach', async () => {
    await call('POST', '/v1/seals', stranger, { body: { ...application, name: '灵山县人力资源和社会保障局' } });
    const all: { id: string; organisation: string }[] = [];
    let cursor = '';
    do {
      const { body } = await call('GET', `/v1/seals?limit=3${cursor}`, administration);
      all.push(...body.items);
      cursor = body.next === null ? '' : `&cursor=${body.next}`;
    } while (cursor !== '');
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(new Set(all.map(({ organisation }) => organisation))).toEqual(new Set(['approval', 'hrss']));
    const own = (await call('GET', '/v1/seals?limit=200', stranger)).body.items;
    expect(own.map(({ organisation }: { organisation: string }) => organisation)).toEqual(['hrss']);
    expect((await call('GET', '/v1/seals?organisation=approval', stranger)).body.code).toBe('NOT_IN_REACH');
    expect((await call('GET', '/v1/seal-uses?organisation=approval', stranger)).body.code).toBe('NOT_IN_REACH');
    const revoked = (await call('GET', '/v1/seals?state=revoked&organisation=approval', administration)).body.items;
    expect(revoked.length).toBeGreaterThan(0);
    expect((await call('GET', '/v1/seal-uses?limit=2', stranger)).body).toEqual({ items: [], next: null });
    expect((await call('GET', '/v1/seal-uses/days', stranger)).body).toEqual({ items: [] });
    const first = (await call('GET', '/v1/seal-uses?limit=2', auditor)).body;
    const second = (await call('GET', `/v1/seal-uses?limit=2&cursor=${first.next}`, auditor)).body;
    const ids = [...first.items, ...second.items].map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(4);
    const others = [[1, 'x'], ['x', 'y'], ['2026-11-21T08:00:00.000Z', 'y'], ['2026-11-21T08:00:00.000Z']];
    const cursors = ['nonsense', ...others.map((key) => Buffer.from(JSON.stringify(key)).toString('base64url'))];
    for (const url of ['/v1/seals', '/v1/seal-uses'])
      for (const one of cursors)
        expect((await call('GET', `${url}?cursor=${one}`, auditor)).body.code, one).toBe('INVALID_INPUT');
  });
});

describe('a picture to look at', () => {
  it('is the one that would be applied for, and nothing is kept of it', async () => {
    const before = (await call('GET', '/v1/seals?limit=200', keeper)).body.items.length;
    const { drawing } = application;
    const seen = await call('POST', '/v1/seal-pictures', keeper, { body: { drawing } });
    const { body } = await call('POST', '/v1/seals', keeper, { body: application });
    expect(seen.raw.equals((await call('GET', `/v1/seals/${body.id}/picture`, keeper)).raw)).toBe(true);
    expect((await call('GET', '/v1/seals?limit=200', keeper)).body.items.length).toBe(before + 1);
    const empty = await call('POST', '/v1/seal-pictures', keeper, { body: { drawing: { ...drawing, text: '' } } });
    expect(empty.status).toBeGreaterThanOrEqual(400);
    expect((await call('POST', '/v1/seal-pictures', keeper, { body: {} })).body.code).toBe('INVALID_INPUT');
  });
});

/** Every route of the register and who gets past its access rule. A route that is not here fails the last test. */
const table: readonly (readonly ['GET' | 'POST' | 'PUT', string, readonly Role[]])[] = [
  ['GET', '/v1/seals', ['seal-keeper', 'auditor']],
  ['POST', '/v1/seals', ['seal-keeper']],
  ['GET', '/v1/seals/:id', ['seal-keeper', 'auditor']],
  ['POST', '/v1/seals/:id/events', ['seal-keeper']],
  ['GET', '/v1/seals/:id/events', ['seal-keeper', 'auditor']],
  ['GET', '/v1/seals/:id/picture', ['seal-keeper', 'auditor']],
  ['GET', '/v1/seals/:id/file', ['seal-keeper', 'auditor']],
  ['GET', '/v1/seal-uses', ['seal-keeper', 'auditor']],
  ['GET', '/v1/seal-uses/days', ['seal-keeper', 'auditor']],
  ['POST', '/v1/seal-pictures', ['seal-keeper']],
  ['GET', '/v1/seal-choices', ['seal-keeper', 'auditor']],
  ['PUT', '/v1/seal-choices', ['seal-keeper']],
  ['GET', '/v1/seals/:id/impact', ['seal-keeper', 'auditor']],
];

describe('a seal whose maker gets a certificate for it', () => {
  it('is not older than that certificate, and verifies', async () => {
    const { body } = await call('POST', '/v1/seals', keeper, { body: application });
    const { etag } = await take(body.id, 'approve', colleague);
    const sealMaker = async () => {
      clock.advance(2000);
      return party({ name: '刚刚领证的制章者', issuer: root, from: clock.now().toISOString() }).signer;
    };
    await changeSeal({ ...parts, sealMaker, actor: keeper, id: body.id, event: 'make', ifMatch: etag });
    const { raw } = await call('GET', `/v1/seals/${body.id}/file`, keeper);
    expect((await verifySeal({ bytes: raw, trust, at: clock.now() })).indication).toBe('TOTAL_PASSED');
  });
});

describe('the choice of a seal', () => {
  it('is made, changed with If-Match and taken back over HTTP, and told to its organisation', async () => {
    const [id, other] = [await activeSeal(), await activeSeal()];
    const choose = (seal: string | null, ifMatch?: string) =>
      call('PUT', '/v1/seal-choices', keeper, {
        body: { organisation: 'approval', seal },
        ...(ifMatch === undefined ? {} : { ifMatch }),
      });
    const chosen = await choose(id);
    expect([chosen.status, chosen.etag]).toEqual([200, '"1"']);
    expect(chosen.body).toEqual({
      ...{ organisation: 'approval', type: null, seal: id, revision: 1 },
      ...{ chosenBy: `officer:${keeper.id}`, chosenAt: clock.now().toISOString() },
    });
    expect((await choose(other)).status).toBe(428);
    expect((await choose(other, '"1"')).body).toMatchObject({ seal: other, revision: 2 });
    expect((await choose(id, '"1"')).status).toBe(412);
    const told = async (as: Actor) =>
      (await call('GET', '/v1/seal-choices', as)).body.items.map(({ seal }: { seal: string }) => seal);
    expect(await told(auditor)).toEqual([other]);
    expect(await told(administration)).toEqual([other]);
    expect(await told(stranger)).toEqual([]);
    expect((await choose(null, '"2"')).body).toMatchObject({ seal: null, revision: 3 });
    expect(await told(auditor)).toEqual([]);
  });
});

describe('access', () => {
  it.each(table)('%s %s is open to these roles and to nobody else', async (method, route, allowed) => {
    const url = route.replace(':id', '00000000-0000-4000-8000-000000000000');
    const sent = method === 'GET' ? {} : { body: {} };
    for (const role of roles) {
      const { status } = await call(method, url, officer('approval', [role], '7'), sent);
      if (allowed.includes(role)) expect([200, 400, 404], role).toContain(status);
      else expect(status, role).toBe(403);
    }
    for (const kind of ['consumer', 'provider'] as const) {
      expect((await call(method, url, system(`approval-${kind}`, 'approval', kind), sent)).status).toBe(403);
    }
    expect((await call(method, url, undefined, sent)).status).toBe(401);
  });

  it('is decided for every route there is', () => {
    const known = table.map(([method, route]) => `${method} ${route}`);
    expect(surface.routes.filter((route) => route.includes('/v1/seal')).sort()).toEqual([...known].sort());
  });
});
