import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Actor,
  type CodeMessage,
  createHolderSessions,
  type HolderActor,
  type HolderKind,
  parseHolder,
} from '../../identity/index.ts';
import { askConsent, confirmConsent, purgeConsentRequests } from '../../licence-vault/holder/ask-consent.ts';
import {
  type ConsentDraft,
  type ConsentParts,
  giveConsent,
  withdrawConsent,
} from '../../licence-vault/holder/consent.ts';
import { consentsOf } from '../../licence-vault/holder/consent-store.ts';
import { showOwnLicences } from '../../licence-vault/holder/own-licences.ts';
import { resumeSharing, type StopDraft, stopSharing } from '../../licence-vault/holder/stop-sharing.ts';
import { stopsOf } from '../../licence-vault/holder/stop-store.ts';
import {
  findLicences,
  holderIndex,
  type IssuedLicence,
  readLicence,
  requireOwnLicence,
} from '../../licence-vault/index.ts';
import {
  clerk,
  company,
  counterSystem,
  dumpOf,
  hrssClerk,
  openVault,
  organisations,
  refusalOf,
  type TestVault,
} from './vault.ts';

const type = '11100000MB0143028R001';
const byConsent = 'CONSENT-01';
const byLaw = 'FOOD-PERMIT-01';

let vault: TestVault;
/** The holder's licence, once somebody asks for it: most decisions need none. */
let issued: Promise<IssuedLicence> | undefined;
let holder: HolderActor;
let next = 100;

beforeAll(async () => {
  vault = await openVault();
});
afterAll(() => vault[Symbol.asyncDispose]());
// Each test has a holder of its own, who has decided nothing yet.
beforeEach(() => {
  next += 1;
  issued = undefined;
  holder = holderOf(company(next));
  vault.uses.length = 0;
});

function holderOf(data: Record<string, unknown>): HolderActor {
  const holderKind: HolderKind = '001';
  const named = parseHolder({ kind: holderKind, number: String(data.unifiedCode) }, { today: vault.clock.now() });
  return { kind: 'holder', index: holderIndex(vault.parts.keys, named), holderKind };
}

function theLicence(): Promise<IssuedLicence> {
  issued ??= vault.issue({ data: company(next) });
  return issued;
}

const parts = () => ({ ...vault.parts, isOrganisation: (id: string) => Object.hasOwn(organisations, id) });
const read = async (actor: Actor = clerk, matter = byConsent, caseNumber = 'C-1') =>
  readLicence({
    ...{ ...vault.parts, actor, reference: { id: (await theLicence()).licence.id } },
    purpose: { matter, case: caseNumber },
  });
const find = async (actor: Actor = clerk, matter = byConsent, caseNumber = 'C-1') => {
  await theLicence();
  return findLicences({
    ...{ ...vault.parts, actor, limit: 10 },
    holder: { kind: '001', number: String(company(next).unifiedCode) },
    purpose: { matter, case: caseNumber },
  });
};
const consent = (change: Partial<ConsentDraft> = {}, more: Partial<ConsentParts> = {}) =>
  giveConsent({
    ...{ ...parts(), ...more, actor: holder },
    draft: { organisation: 'approval', matter: byConsent, type: 'business-licence', ...change },
  });
const stop = (draft: StopDraft = {}) => stopSharing({ ...parts(), actor: holder, draft });
const lastUse = () => vault.uses.at(-1);

describe('a use that rests on consent', () => {
  it('is refused without one, in the search and in the reading, and the attempt is recorded for the holder', async () => {
    const found = await find();
    expect(found).toEqual({
      items: [],
      next: null,
      withheld: [{ type: 'business-licence', code: 'LICENCE_CONSENT_NEEDED' }],
    });
    const refusal = await refusalOf(read());
    expect(refusal).toMatchObject({ code: 'LICENCE_CONSENT_NEEDED', status: 403 });
    expect(refusal.texts('en').remedy).toContain('/v1/holder/consents');
    expect(lastUse()).toMatchObject({
      ...{ event: 'licence-read', outcome: 'refused', code: 'LICENCE_CONSENT_NEEDED', matter: byConsent, case: 'C-1' },
      holderIndex: holder.index,
    });
  });

  it('says the same of a holder who has no such licence', async () => {
    const nobody = { kind: '001', number: String(company(99_000).unifiedCode) };
    const purpose = { matter: byConsent, case: 'C-1' };
    const { withheld } = await findLicences({ ...vault.parts, actor: clerk, holder: nobody, purpose, limit: 10 });
    expect(withheld).toEqual([{ type: 'business-licence', code: 'LICENCE_CONSENT_NEEDED' }]);
  });

  it('goes on with one, for the one case that uses it first, and says on what it rests', async () => {
    const { consent: given, created } = await consent();
    expect(created).toBe(true);
    expect((await find()).items.map(({ id }) => id)).toEqual([(await theLicence()).licence.id]);
    expect(lastUse()?.facts).toEqual({ basis: 'consent', state: '01' });
    expect((await find(clerk, byConsent, 'C-2')).items).toHaveLength(1);

    expect((await read()).document.equals((await theLicence()).document)).toBe(true);
    expect(lastUse()?.facts).toMatchObject({ basis: 'consent', consent: given.id });
    // The same case again, by another of the same organisation.
    await read(counterSystem);
    expect(await refusalOf(read(clerk, byConsent, 'C-2'))).toMatchObject({ code: 'LICENCE_CONSENT_NEEDED' });
    expect((await find(clerk, byConsent, 'C-2')).items).toEqual([]);
  });

  it('goes to one of two cases that want the same consent at once', async () => {
    await consent();
    const tries = await Promise.allSettled(['C-1', 'C-2', 'C-3'].map((one) => read(clerk, byConsent, one)));
    expect(tries.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected']);
  });

  it('needs the consent of this holder, for this case where one was named, and before its end', async () => {
    await consent({ case: 'C-7' });
    expect(await refusalOf(read())).toMatchObject({ code: 'LICENCE_CONSENT_NEEDED' });
    await read(clerk, byConsent, 'C-7');
    const mine = holder;
    holder = holderOf(company(99_001));
    await consent();
    holder = mine;
    expect(await refusalOf(read())).toMatchObject({ code: 'LICENCE_CONSENT_NEEDED' });
    vault.clock.advance(86_400_000);
    expect(await refusalOf(read(clerk, byConsent, 'C-7'))).toMatchObject({ code: 'LICENCE_CONSENT_NEEDED' });
    expect(await consentsOf(vault.db.database, holder.index, vault.clock.now())).toEqual([]);
    vault.clock.set('2026-11-21T08:00:00Z');
  });

  it('ends when the consent is withdrawn, by its holder alone', async () => {
    const { consent: given } = await consent();
    await read();
    const stranger = holderOf(company(99_002));
    const taken = (actor: HolderActor) => withdrawConsent({ ...vault.parts, actor, id: given.id });
    expect(await refusalOf(taken(stranger))).toMatchObject({ code: 'CONSENT_NOT_FOUND' });
    await taken(holder);
    expect(await refusalOf(read())).toMatchObject({ code: 'LICENCE_CONSENT_NEEDED' });
    expect(await refusalOf(taken(holder))).toMatchObject({ code: 'CONSENT_NOT_FOUND' });
  });
});

describe('giving consent', () => {
  it('is recorded with whom it is for, and is one consent however often it is sent', async () => {
    const [first, ...again] = await Promise.all([consent(), consent(), consent()]);
    expect(new Set([first, ...again].map((each) => each?.consent.id)).size).toBe(1);
    expect(vault.uses).toMatchObject([
      {
        ...{ event: 'consent-given', actor: 'holder', organisation: undefined, matter: byConsent, type },
        facts: { recipient: 'approval', until: '2026-11-22T08:00:00.000Z' },
      },
    ]);
    await read();
    expect((await consent()).created).toBe(true);
  });

  it.each<[string, Partial<ConsentDraft>, string]>([
    ['a matter that no organisation has', { matter: 'NO-SUCH-01' }, 'CONSENT_PURPOSE_UNKNOWN'],
    ['a matter of another organisation', { organisation: 'hrss' }, 'CONSENT_PURPOSE_UNKNOWN'],
    ['a name of the language', { organisation: 'constructor' }, 'CONSENT_PURPOSE_UNKNOWN'],
    ['a matter that does not need the type', { matter: 'NO-LICENCE-01' }, 'CONSENT_PURPOSE_UNKNOWN'],
    ['a type that is none', { type: 'no-such-type' }, 'LICENCE_TYPE_UNKNOWN'],
    ['a use by law', { matter: byLaw }, 'CONSENT_NOT_NEEDED'],
    ['a time that is over', { until: new Date('2026-11-21T08:00:00Z') }, 'CONSENT_TERM_WRONG'],
    ['longer than thirty days', { until: new Date('2026-12-21T08:00:01Z') }, 'CONSENT_TERM_WRONG'],
  ])('to %s is refused', async (_, draft, code) => {
    expect((await refusalOf(consent(draft))).code).toBe(code);
    expect(vault.uses).toEqual([]);
  });
});

describe('asking at the counter', () => {
  const sent: CodeMessage[] = [];
  const counter = () => {
    const codes = createHolderSessions({
      ...{ ...vault.parts, masterKey: Buffer.alloc(32, 5), codesPerNetwork: 100 },
      holderIndex: (one) => holderIndex(vault.parts.keys, one),
      sender: { send: async (message) => void sent.push(message) },
      record: async () => {},
      onSendFailed: () => {},
    });
    return { ...parts(), codes };
  };
  const ask = async (change: { actor?: Actor; matter?: string } = {}) => {
    const asked = await askConsent({
      ...{ ...counter(), actor: change.actor ?? clerk, type: 'business-licence' },
      holder: { kind: '001', number: String(company(next).unifiedCode) },
      purpose: { matter: change.matter ?? byConsent, case: 'C-1' },
    });
    await new Promise(setImmediate);
    return { ...asked, code: sent.at(-1)?.code ?? '' };
  };
  const confirm = (request: string, code: string, actor: Actor = clerk) =>
    confirmConsent({ ...counter(), actor, request, code });

  it('tells the holder by whom, for what and which, and lets that one case go on', async () => {
    const { request, code } = await ask();
    expect(sent.at(-1)?.consentTo).toEqual({
      zh: `同意${organisations.approval.name}为“${byConsent}”使用您的营业执照一次`,
      en: `Lets ${organisations.approval.name} use your Business licence for one case of ${byConsent}`,
    });
    expect(lastUse()).toMatchObject({
      ...{ event: 'consent-asked', organisation: 'approval', matter: byConsent, case: 'C-1' },
      holderIndex: holder.index,
    });
    expect(await confirm(request, code, counterSystem)).toMatchObject({ organisation: 'approval', type });
    expect(lastUse()).toMatchObject({ event: 'consent-given', actor: 'holder', holderIndex: holder.index });
    expect(await refusalOf(read(clerk, byConsent, 'C-2'))).toMatchObject({ code: 'LICENCE_CONSENT_NEEDED' });
    await read();
    expect(await refusalOf(confirm(request, code))).toMatchObject({ code: 'HOLDER_CODE_SPENT' });
  });

  it('is answered by this organisation’s own request and the right code alone', async () => {
    const { request, code } = await ask();
    expect(await refusalOf(confirm(request, code, hrssClerk))).toMatchObject({ code: 'CONSENT_REQUEST_UNKNOWN' });
    const slip = code.startsWith('0') ? `1${code.slice(1)}` : `0${code.slice(1)}`;
    expect(await refusalOf(confirm(request, slip))).toMatchObject({ code: 'HOLDER_CODE_WRONG', status: 403 });
    expect(await consentsOf(vault.db.database, holder.index, vault.clock.now())).toEqual([]);
    await confirm(request, code);
  });

  it('looks the same for a holder who has stopped sharing, and then the code is of no use', async () => {
    await stop();
    const { request, code, ...rest } = await ask();
    expect(Object.keys(rest)).toEqual(['expiresAt']);
    expect(await refusalOf(confirm(request, code))).toMatchObject({ code: 'CONSENT_STOPPED' });
    expect(await refusalOf(read())).toMatchObject({ code: 'LICENCE_SHARING_STOPPED' });
  });

  it('is for what needs consent, of a matter of one’s own', async () => {
    const before = sent.length;
    expect(await refusalOf(ask({ matter: byLaw }))).toMatchObject({ code: 'CONSENT_NOT_NEEDED' });
    expect(await refusalOf(ask({ actor: hrssClerk }))).toMatchObject({ code: 'CONSENT_PURPOSE_UNKNOWN' });
    expect(sent.length).toBe(before);
  });

  it('leaves nothing behind when it has run out', async () => {
    await ask();
    await purgeConsentRequests({ database: vault.db.database, now: new Date('2026-11-22T00:00:00Z') });
    expect((await vault.db.database.pool.query('select 1 from vault.consent_request')).rows).toEqual([]);
  });
});

describe('stopping to share', () => {
  it('ends what rests on consent, takes the consents away, and gives none back when it is lifted', async () => {
    await consent();
    await read();
    const { stop: set } = await stop({ organisation: 'approval', type: 'business-licence' });
    expect(lastUse()).toMatchObject({
      ...{ event: 'sharing-stopped', actor: 'holder', type },
      facts: { recipient: 'approval', withdrawn: 1 },
    });
    expect(await refusalOf(read())).toMatchObject({ code: 'LICENCE_SHARING_STOPPED', status: 403 });
    expect(lastUse()).toMatchObject({ event: 'licence-read', outcome: 'refused', code: 'LICENCE_SHARING_STOPPED' });
    expect((await find()).withheld).toEqual([{ type: 'business-licence', code: 'LICENCE_SHARING_STOPPED' }]);
    expect((await refusalOf(consent())).code).toBe('CONSENT_STOPPED');
    await resumeSharing({ ...parts(), actor: holder, id: set.id });
    expect(await refusalOf(read())).toMatchObject({ code: 'LICENCE_CONSENT_NEEDED' });
    await consent();
    await read();
  });

  it('lets what rests on law go on, and the record says by which law', async () => {
    await read(clerk, byLaw);
    expect(lastUse()?.facts).toEqual({ document: expect.any(String) });
    await stop();
    await read(clerk, byLaw);
    const despite = { stopped: true, basis: 'law', law: `the law of ${byLaw}` };
    expect(lastUse()?.facts).toMatchObject(despite);
    expect((await find(clerk, byLaw)).items).toHaveLength(1);
    expect(lastUse()?.facts).toEqual({ ...despite, state: '01' });
  });

  it.each<[StopDraft, 'LICENCE_SHARING_STOPPED' | undefined]>([
    [{}, 'LICENCE_SHARING_STOPPED'],
    [{ organisation: 'approval' }, 'LICENCE_SHARING_STOPPED'],
    [{ type }, 'LICENCE_SHARING_STOPPED'],
    [{ organisation: 'hrss' }, undefined],
  ])('%j covers a business licence at the approval office: %s', async (draft, code) => {
    await consent();
    await stop(draft);
    if (code === undefined) await read();
    else expect((await refusalOf(read())).code).toBe(code);
  });

  it('is one stop however often it is sent, and another holder’s is not there to be lifted', async () => {
    const stops = await Promise.all([stop({ organisation: 'hrss' }), stop({ organisation: 'hrss' })]);
    expect(new Set(stops.map((each) => each.stop.id)).size).toBe(1);
    expect(await stopsOf(vault.db.database, holder.index)).toHaveLength(1);
    const id = String(stops[0]?.stop.id);
    const stranger = holderOf(company(99_003));
    expect(await refusalOf(resumeSharing({ ...parts(), actor: stranger, id }))).toMatchObject({
      code: 'STOP_NOT_FOUND',
    });
    expect(await stopsOf(vault.db.database, holder.index)).toHaveLength(1);
  });

  it('names an organisation and a type that there are', async () => {
    expect((await refusalOf(stop({ organisation: 'nobody' }))).code).toBe('STOP_WITHOUT_SUBJECT');
    expect((await refusalOf(stop({ type: 'no-such-type' }))).code).toBe('LICENCE_TYPE_UNKNOWN');
  });

  it('never lets a consent that is being given outlive it', async () => {
    await Promise.allSettled([consent(), stop(), consent({ case: 'C-9' })]);
    expect(await consentsOf(vault.db.database, holder.index, vault.clock.now())).toEqual([]);
  });

  it('concerns one holder: another’s licences are found and read as before', async () => {
    holder = holderOf(company(99_004));
    await stop();
    holder = holderOf(company(next));
    await consent();
    await read();
  });
});

describe('a holder’s own licences', () => {
  const own = (cursor?: string, limit = 10) => showOwnLicences({ ...vault.parts, actor: holder, cursor, limit });

  it('are all of theirs, in any state, with what stands on the face and nothing inside', async () => {
    issued = vault.issue({ data: company(next, { registrationNumber: '450721000012345' }) });
    await theLicence();
    const { items } = await own();
    expect(items.map(({ licence }) => licence.id)).toEqual([(await theLicence()).licence.id]);
    const { type: shown, face } = items[0] ?? {};
    expect(face).toMatchObject({ name: company(next).name });
    const inner = shown?.items.filter(({ place }) => place === 'inner').map(({ name }) => name) ?? [];
    expect(inner.length).toBeGreaterThan(0);
    for (const name of inner) expect(face).not.toHaveProperty(name);
    expect(vault.uses.slice(-1)).toMatchObject([
      { event: 'own-licences-shown', actor: 'holder', holderIndex: holder.index, facts: { licences: 1 } },
    ]);
  });

  it('come page by page, and hold nobody else’s', async () => {
    await theLicence();
    for (let more = 0; more < 2; more += 1)
      await vault.issue({ data: company(next), issuerReference: `own-${next}-${more}` });
    const first = await own(undefined, 2);
    const second = await own(first.next ?? undefined, 2);
    expect([first.items.length, second.items.length, second.next]).toEqual([2, 1, null]);
    const all = [...first.items, ...second.items].map(({ licence }) => licence);
    expect(new Set(all.map(({ id }) => id)).size).toBe(3);
    expect(all.every((licence) => licence.holderIndex.equals(holder.index))).toBe(true);
    holder = holderOf(company(99_005));
    expect((await own()).items).toEqual([]);
    const { database } = vault.db;
    const theirs = requireOwnLicence(database, holder, { id: (await theLicence()).licence.id });
    expect(await refusalOf(theirs)).toMatchObject({ code: 'LICENCE_NOT_FOUND' });
  });

  it('show one whose storage is damaged without its face, report it, and show the others', async () => {
    await theLicence();
    const { licence } = await vault.issue({ data: company(next), issuerReference: `damaged-${next}` });
    await vault.db.database.pool.query('update vault.licence set data_key = $2 where id = $1', [
      licence.id,
      Buffer.alloc(61, 1),
    ]);
    const { items } = await own();
    expect(items.map(({ face }) => face === undefined).toSorted()).toEqual([false, true]);
    expect(vault.uses.slice(-2)).toMatchObject([
      { event: 'licence-read', outcome: 'failed', code: 'LICENCE_DAMAGED', licence: licence.id },
      { event: 'own-licences-shown' },
    ]);
  });
});

describe('the tables of what holders decide', () => {
  it('say nothing of who it is, nor of a case', async () => {
    const number = String(company(next).unifiedCode);
    await consent({ case: `FP-${number}` });
    await stop({ organisation: 'hrss' });
    const dump = await dumpOf(vault.db.database);
    expect(dump).toContain('vault.consent');
    expect(dump).not.toContain(number);
    expect(dump).not.toContain(Buffer.from(number).toString('hex'));
  });

  it('lie in parts by holder', async () => {
    const { rows } = await vault.db.database.pool.query<{ parent: string; parts: number }>(
      `select inhparent::regclass::text as parent, count(*) as parts from pg_inherits
       where inhparent in ('vault.consent'::regclass, 'vault.sharing_stop'::regclass, 'vault.holder_objection'::regclass)
       group by 1`,
    );
    expect(rows.map(({ parts: count }) => Number(count))).toEqual([16, 16, 16]);
  });
});

it('reads for a matter that has ended since are refused, and nothing is a ground by itself', async () => {
  const ended = { ...vault.parts, groundsOfMatter: () => undefined };
  const reading = readLicence({
    ...{ ...ended, actor: hrssClerk, reference: { id: (await theLicence()).licence.id } },
    purpose: { matter: 'HRSS-PENSION-01', case: 'C-1' },
  });
  expect((await refusalOf(reading)).code).toBe('LICENCE_PURPOSE_UNKNOWN');
});
