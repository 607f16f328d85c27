import { existsSync } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hubSealing } from '../../exchange/hub-sealing.ts';
import { hubSigners } from '../../exchange/index.ts';
import { createPki, documentSigner, type OfficerActor, organisationId } from '../../identity/index.ts';
import { parseCertificate } from '../../identity/pki/index.ts';
import { pause, systemClock, systemRandom } from '../../kernel/index.ts';
import {
  changeSeal,
  claimsName,
  inspectOfd,
  readSeal,
  type SealParts,
  showSeals,
  textOfPage,
  vaultKeys,
  writeOfd,
} from '../../licence-vault/index.ts';
import { sealOfdWith } from '../../licence-vault/ofd/seal/seal-ofd.ts';
import { holdSealFor } from '../../licence-vault/seal/choice/sealing.ts';
import { listUses } from '../../licence-vault/seal/registry/seal-use-store.ts';
import { describeDemo, writeDemoInfo } from '../../ops/demo/demo-info.ts';
import { keepTrustFresh, type SampleFiles, writeSealedSample } from '../../ops/demo/sealed-sample.ts';
import { writePrivateFile } from '../../ops/demo/seed/credentials.ts';
import { licensedEnterprises } from '../../ops/demo/seed/licences.ts';
import { seedApprovalSeal } from '../../ops/demo/seed/seal.ts';
import { demoOfficer } from '../../ops/demo/seed/seed-hub.ts';
import { commandLine } from '../exchange/command-line.ts';
import { hasOpenSsl } from '../identity/pki/openssl.ts';
import { popplerNote, program } from '../licence-vault/pdf-programs.ts';
import { openSslSays, sealValuesOf, sm3, smCryptoVerifies } from '../licence-vault/seal-values.ts';
import { startTestWorld, type TestWorld } from '../support/world.ts';

let world: TestWorld;
let parts: SealParts;
let pki: ReturnType<typeof createPki>;
let keeper: OfficerActor;
let approver: OfficerActor;
let files: SampleFiles;

beforeAll(async () => {
  world = await startTestWorld({ outward: true });
  const { database } = world.db;
  const { masterKey } = world.hub;
  const base = { database, clock: systemClock, random: systemRandom };
  pki = createPki({ ...base, masterKey, publicUrl: world.hub.publicUrl });
  parts = { ...base, keys: vaultKeys({ masterKey }), ...hubSigners(pki), specimen: true };
  keeper = await demoOfficer(database, 'approval-seal');
  approver = await demoOfficer(database, 'data-seal');
  const written = await write();
  if (written === undefined) throw new Error('nothing was written');
  files = written;
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function write() {
  const readLicence = async () => downloaded('ofd');
  const { database } = world.db;
  const { rows } = await database.pool.query<{ digest: Buffer }>(
    `select f.digest from vault.licence_file f join vault.licence_version v on v.licence = f.licence
     where f.format = 'ofd' and v.identifier = $1 and f.version = v.version`,
    [await firstIdentifier()],
  );
  const digest = rows[0]?.digest ?? Buffer.alloc(0);
  return writeSealedSample({ dataDirectory: world.dataDirectory, database, pki, actor: keeper, digest, readLicence });
}

/** Of a business licence. */
async function firstIdentifier(): Promise<string> {
  const { rows } = await world.db.database.pool.query<{ identifier: string }>(
    `select v.identifier from vault.licence_version v join vault.licence l on l.id = v.licence
     where l.type = '11100000MB0143028R001' and v.version = '001' order by v.identifier limit 1`,
  );
  return rows[0]?.identifier ?? '';
}

async function downloaded(format: 'ofd' | 'pdf'): Promise<Buffer> {
  const query = `format=${format}&matter=APPROVAL-FOOD-01&case=2026-LS-DEMO`;
  const url = `/v1/licences/${encodeURIComponent(await firstIdentifier())}/file?${query}`;
  const authorization = `Bearer ${await world.session('approval-clerk')}`;
  const answer = await world.hub.app.inject({ method: 'GET', url, headers: { authorization } });
  expect(answer.statusCode).toBe(200);
  return answer.rawPayload;
}

async function uploaded(bytes: Buffer) {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(bytes)]), 'licence');
  const encoded = new Response(form);
  return world.hub.call({
    method: 'POST',
    url: '/v1/verify',
    headers: {
      authorization: `Bearer ${await world.session('approval-clerk')}`,
      'content-type': encoded.headers.get('content-type') ?? '',
    },
    payload: Buffer.from(await encoded.arrayBuffer()),
  });
}

const seals = async () => (await showSeals({ database: parts.database, actor: keeper, limit: 10 })).items;
const uses = async () =>
  (await listUses(parts.database, { organisation: undefined, seal: undefined, cursor: undefined, limit: 100 })).items;
const verified = async (args: readonly string[]) => {
  const { exit, out } = await commandLine({})([...args, '--trust', files.trust, '--json']);
  return { exit, verdict: JSON.parse(out) as { indication: string; steps: { step: string; result: string }[] } };
};

describe('the demonstration’s seal', () => {
  it('is the approval bureau’s only one: applied for by its keeper, approved and made by another', async () => {
    expect(await seals()).toMatchObject([
      {
        organisation: 'approval',
        state: 'active',
        applicant: `officer:${keeper.id}`,
        approver: `officer:${approver.id}`,
      },
    ]);
    await seedApprovalSeal({ parts, pki, keeper, approver });
    expect(await seals()).toHaveLength(1);
  });

  it('says that it is a specimen, and is made and used under a demonstration authority', async () => {
    const { info } = readSeal(await readFile(files.seal));
    expect(info.property.name).toContain('样章');
    expect(info.picture).toMatchObject({ type: 'PNG', width: 45, height: 45 });
    const { rows } = await parts.database.pool.query<{ demonstration: boolean; subject: string }>(
      `select a.demonstration, c.subject from identity.pki_certificate c join identity.pki_authority a on a.id = c.authority
       where c.profile = 'signer'`,
    );
    expect(rows).toEqual([{ demonstration: true, subject: expect.stringContaining('演示') }]);
  });
});

describe('what revoking the seal would touch', () => {
  it('is named with the receipt of each issue, and of the reading for which a PDF was made, whose leaf holds the digest of the file', async () => {
    const get = async (login: string, url: string) => {
      const authorization = `Bearer ${await world.session(login)}`;
      return (await world.hub.call({ method: 'GET', url, headers: { authorization } })).body;
    };
    const [seal] = await seals();
    const { rows: licences } = await parts.database.pool.query<{ id: string }>(
      `select l.id from vault.licence l join vault.licence_type t on t.code = l.type where t.name = 'business-licence' limit 1`,
    );
    const purpose = 'matter=APPROVAL-FOOD-01&case=SP-2026-0001';
    await get('approval-clerk', `/v1/licences/${licences[0]?.id}/file?format=pdf&${purpose}`);
    const { items } = (await get('approval-seal', `/v1/seals/${seal?.id}/impact?limit=200`)) as {
      items: { identifier: string; issuer: string; format: string; receipt: string | null }[];
    };
    expect(items.length).toBeGreaterThan(10);
    expect(items.filter(({ receipt }) => receipt === null)).toEqual([]);
    expect(new Set(items.map(({ receipt }) => receipt)).size).toBe(items.length);
    for (const format of ['ofd', 'pdf']) {
      const own = items.find((item) => item.issuer === 'approval' && item.format === format);
      const { rows } = await parts.database.pool.query<{ digest: Buffer }>(
        `select f.digest from vault.licence_file f join vault.licence_version v on (v.licence, v.version) = (f.licence, f.version)
         where v.identifier = $1 and f.format = $2`,
        [own?.identifier, format],
      );
      const receipt = (await get('approval-clerk', `/v1/receipts/${own?.receipt}`)) as { disclosures: string[] };
      expect(receipt.disclosures.join()).toContain(rows[0]?.digest.toString('base64url') ?? 'none');
    }
  });
});

describe('the licences of the demonstration', () => {
  it('are of six types, each with its sealed file, under the one approval seal where the issuer has none', async () => {
    const { rows } = await parts.database.pool.query(
      `select t.name, l.issuer, count(distinct f.seal)::integer as seals, bool_and(f.licence is not null) as sealed
       from vault.licence l join vault.licence_type t on t.code = l.type
       left join vault.licence_file f on f.licence = l.id and f.version = l.current_version and f.format = 'ofd'
       group by t.name, l.issuer order by t.name`,
    );
    expect(rows.map(({ name, issuer }) => `${name} ${issuer}`)).toEqual([
      'business-licence approval',
      'construction-permit approval',
      'food-permit approval',
      'household-register police',
      'marriage-certificate civil',
      'real-estate-certificate natural',
    ]);
    expect(rows.every(({ seals, sealed }) => seals === 1 && sealed)).toBe(true);
  });
});

describe('the sealed file of the demonstration', () => {
  it('passes every step offline, but for the status of its licence', async () => {
    const { exit, verdict } = await verified(['licence', 'verify', files.licence, '--offline']);
    expect([exit, verdict.indication]).toEqual([2, 'INDETERMINATE']);
    expect(verdict.steps.map(({ step, result }) => `${step} ${result}`)).toEqual([
      ...['format', 'signature', 'signer-certificate', 'time', 'document-hash', 'seal'].map((step) => `${step} PASSED`),
      'timestamp SKIPPED',
      'status INDETERMINATE',
    ]);
  });

  it('passes every step at the hub, under its own anchors', async () => {
    const { status, body } = await uploaded(await readFile(files.licence));
    expect([status, body.indication]).toEqual([200, 'TOTAL_PASSED']);
  });

  it(`has a seal value and a signature value that sm-crypto-v2 verifies, and OpenSSL${hasOpenSsl ? '' : ' (skipped: not present)'}`, async () => {
    const values = await sealValuesOf(await readFile(files.licence));
    for (const value of [values.seal, values.signature]) {
      const altered = { ...value, signed: Buffer.from(value.signed) };
      altered.signed.writeUInt8(value.signed.readUInt8(9) ^ 1, 9);
      expect([smCryptoVerifies(value), smCryptoVerifies(altered)]).toEqual([true, false]);
      if (!hasOpenSsl) continue;
      expect(await openSslSays(value)).toBe('Signature Verified Successfully');
      expect(await openSslSays(altered)).toContain('Signature Verification Failure');
    }
    expect(values.dataHash.equals(sm3(values.description))).toBe(true);
    expect(values.references.length).toBeGreaterThan(4);
    for (const { digest, bytes } of values.references) expect(bytes && sm3(bytes).equals(digest)).toBe(true);
  });

  it('passes under anchors of one’s own when the hub says that it is the licence it names, and another of that name does not', async () => {
    const { county, credentials, dataDirectory, hub } = world;
    const demo = { county, credentials, hubUrl: hub.publicUrl, services: { postgres: null, nats: null }, files: null };
    await writeDemoInfo(dataDirectory, await describeDemo({ ...demo, codes: '/nowhere', licencesOf: async () => [] }));
    const hufu = commandLine({ HUFU_DATA_DIR: dataDirectory });
    const underTrust = async (file: string) => {
      const { exit, out } = await hufu(['licence', 'verify', file, '--trust', files.trust, '--json']);
      const { steps, subIndication } = JSON.parse(out) as {
        steps: { step: string; result: string }[];
        subIndication: string;
      };
      return [exit, subIndication, steps.find(({ step }) => step === 'seal')?.result];
    };
    expect(await underTrust(files.licence)).toEqual([0, null, 'PASSED']);
    const page = { docId: 'b'.repeat(32), creationDate: '2026-11-21', pages: [{ width: 210, height: 297, items: [] }] };
    const bytes = writeOfd({ ...page, customData: [{ name: 'ZZBS', value: await firstIdentifier() }] });
    const named = await parts.database.transaction(async (tx) => {
      const of = { organisation: organisationId('approval'), type: '11100000MB0143028R001', actor: keeper };
      const sealing = hubSealing(pki);
      const held = await holdSealFor({ ...parts, ...of, sealing, tx });
      return sealOfdWith({
        ...{ bytes, seal: held.file, placements: [{ kind: 'normal', page: 1, x: 10, y: 10 }], mode: 'continue-sign' },
        use: { algorithm: held.signer.algorithm, at: parts.clock.now(), apply: (thing) => held.apply(thing) },
      });
    });
    const other = `${files.licence}.named.ofd`;
    await writePrivateFile(other, named);
    expect(await underTrust(other)).toEqual([2, 'SIG_CONSTRAINTS_FAILURE', 'PASSED']);
    await rm(other);
  });

  it('comes with certificates and lists that are written anew for as long as the demonstration stands', async () => {
    const { dataDirectory } = world;
    const before = await readFile(files.trust, 'utf8');
    await rm(files.trust);
    const stop = new AbortController();
    const failures: unknown[] = [];
    const { signal } = stop;
    const fresh = keepTrustFresh({ dataDirectory, pki, signal, everyMs: 1, onError: (error) => failures.push(error) });
    while (!existsSync(files.trust) && failures.length === 0) await pause(5);
    stop.abort();
    await fresh;
    expect(failures).toEqual([]);
    const certificates = (text: string) => text.match(/-BEGIN CERTIFICATE-[^-]+/g);
    expect(certificates(await readFile(files.trust, 'utf8'))).toEqual(certificates(before));
  });

  it('is a seal by itself that verifies', async () => {
    const { exit, verdict } = await verified(['seal', 'verify', files.seal]);
    expect([exit, verdict.indication]).toEqual([0, 'TOTAL_PASSED']);
  });

  it('says on its pages whose licence it is, and is bound to its claims', async () => {
    const { documents } = inspectOfd(await readFile(files.licence));
    const text = documents.flatMap(({ pages }) => pages.map(textOfPage)).join('');
    const names = licensedEnterprises(world.county.enterprises).map(({ name }) => name);
    expect(names.filter((name) => text.includes(name))).toHaveLength(1);
    expect(documents[0]?.info.customData.map(({ name }) => name)).toContain(claimsName);
  });

  it('has a PDF twin, signed by its issuer and stamped, that verifies offline, at the hub and by other programs', async () => {
    const pdf = await downloaded('pdf');
    await writePrivateFile(`${files.licence}.pdf`, pdf);
    const offline = await verified(['licence', 'verify', `${files.licence}.pdf`, '--offline']);
    await rm(`${files.licence}.pdf`);
    expect([offline.exit, offline.verdict.indication]).toEqual([2, 'INDETERMINATE']);
    expect(offline.verdict.steps.map(({ step, result }) => `${step} ${result}`)).toEqual([
      ...['format', 'signature', 'signer-certificate', 'time', 'document-hash'].map((step) => `${step} PASSED`),
      'seal SKIPPED',
      'timestamp PASSED',
      'status INDETERMINATE',
    ]);
    expect(await uploaded(pdf)).toMatchObject({ status: 200, body: { indication: 'TOTAL_PASSED' } });
    expect(pdf.length).toBeLessThan(100_000);
    if (popplerNote !== '') return;
    const { out } = await program('pdfsig', ['@a.pdf'], { 'a.pdf': pdf });
    expect(out).toContain('Signature is Valid');
    expect(out).toContain('电子文件');
    const again = await documentSigner(pki, organisationId('approval'));
    expect(out).toContain(parseCertificate(again.signer.certificate).subject.parts.flat().at(-1)?.text ?? 'nobody');
  });

  it('is closed to others, as everything in the demonstration’s folder', async () => {
    for (const path of Object.values(files)) expect((await stat(path)).mode & 0o077, path).toBe(0);
  });

  it('was sealed when its licence was issued, and is read once however often the demonstration is started', async () => {
    const before = await readFile(files.licence);
    const readings = async () =>
      (await parts.database.pool.query(`select from exchange.evidence where event = 'licence-read'`)).rowCount;
    const read = await readings();
    expect(await write()).toEqual(files);
    expect((await readFile(files.licence)).equals(before)).toBe(true);
    expect(await readings()).toBe(read);
    const { rows } = await parts.database.pool.query(
      'select count(*)::integer as files from vault.licence_file where format = $1',
      ['ofd'],
    );
    expect(await uses()).toHaveLength(rows[0].files);
  });

  it('is written anew when the licence has another one', async () => {
    await writePrivateFile(files.licence, Buffer.from('of an older version'));
    expect(await write()).toEqual(files);
    const [file] = inspectOfd(await readFile(files.licence)).documents;
    expect(file?.info.customData.map(({ name }) => name)).toContain(claimsName);
  });

  it('comes to licences of the time before there were files at the next start, with a new version of what is in force', async () => {
    const { pool } = world.db.database;
    const state = async () => {
      const { rows } = await pool.query<{ all: number; bare: number; second: number; types: number }>(
        `select count(*)::integer as all, count(*) filter (where f.licence is null)::integer as bare,
           count(*) filter (where l.current_version = '002')::integer as second, count(distinct l.type)::integer as types
         from vault.licence l left join vault.licence_file f
           on f.licence = l.id and f.version = l.current_version and f.format = 'ofd'`,
      );
      return rows[0];
    };
    const before = await state();
    const victims = `select v.licence from vault.licence_version v join vault.licence l on l.id = v.licence
      where l.type = '11100000MB0143028R001' order by v.identifier desc limit 1`;
    await pool.query(
      `alter table vault.licence_file disable trigger all;
       delete from vault.licence_file where licence in (${victims});
       alter table vault.licence_file enable trigger all`,
    );
    expect(await state()).toMatchObject({ bare: 1, second: 0 });
    await world.seedAgain();
    expect(await state()).toEqual({ ...before, second: 1 });
    const { rows } = await pool.query<{ previous: string }>(
      `select previous from vault.licence_version where version = '002'`,
    );
    expect(rows).toEqual([{ previous: expect.stringMatching(/^1\.2\.156/) }]);
  });

  it('stays when the seal is stopped, and can be read again', async () => {
    const [seal] = await seals();
    if (seal === undefined) throw new Error('there is no seal');
    const { id, revision } = seal;
    await changeSeal({ ...parts, actor: keeper, id, event: 'stop', reason: '机构调整', ifMatch: `"${revision}"` });
    const before = await readFile(files.licence);
    await rm(files.licence);
    expect(await write()).toEqual(files);
    expect((await readFile(files.licence)).equals(before)).toBe(true);
    await seedApprovalSeal({ parts, pki, keeper, approver });
    expect(await seals()).toMatchObject([{ state: 'stopped' }]);
  });
});
