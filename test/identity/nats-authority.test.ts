import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parseOrganisationId, parseSystemId } from '../../identity/ids.ts';
import { createNatsAuthority, natsAuthorityToJson, parseNatsAuthority } from '../../identity/nats/authority.ts';
import { readClaims } from '../../identity/nats/claims.ts';
import { revokeUser } from '../../identity/nats/revocation.ts';
import { serverConfiguration } from '../../identity/nats/server-configuration.ts';
import { issueNatsUser } from '../../identity/nats/user-credentials.ts';

const clock = { now: () => new Date('2026-11-21T08:00:00.750Z') };
const authority = createNatsAuthority({ clock });
const json = natsAuthorityToJson(authority);
const elsewhere = parseNatsAuthority({ v: 1, account: json.account, signingSeed: json.signingSeed });
const connector = {
  kind: 'connector',
  organisation: parseOrganisationId('police'),
  system: parseSystemId('police-connector'),
} as const;

describe('a NATS authority', () => {
  it('is the same authority after a way through JSON', () => {
    const again = parseNatsAuthority(JSON.parse(JSON.stringify(json)));
    expect(natsAuthorityToJson(again)).toEqual(json);
    const options = { resolverDirectory: '/var/lib/nats/accounts' };
    expect(serverConfiguration(again, options)).toBe(serverConfiguration(authority, options));
  });

  it('shows no private key when it is printed or serialised by mistake', () => {
    const seeds = [json.signingSeed, json.operator!.seed, json.operator!.systemAccountSeed];
    const shown = JSON.stringify(authority) + inspect(authority, { depth: 9, showHidden: true });
    for (const seed of seeds) expect(shown).not.toContain(seed);
    expect(shown).toContain(authority.signer.publicKey);
  });

  it.each([
    ['v', { ...json, v: 2 }],
    ['account', { ...json, account: json.signingSeed }],
    ['account', { ...json, account: `${json.account.slice(0, -1)}!` }],
    ['signingSeed', { ...json, signingSeed: json.operator!.seed }],
    ['signingSeed', { ...json, signingSeed: undefined }],
    ['signingSeed', { ...json, signingSeed: `${json.signingSeed.slice(0, -3)}AAA` }],
    ['operator', { ...json, operator: 'SO' }],
    ['operator.seed', { ...json, operator: { ...json.operator, seed: json.signingSeed } }],
    ['operator.systemAccountSeed', { ...json, operator: { ...json.operator, systemAccountSeed: '' } }],
    ['operator.createdAt', { ...json, operator: { ...json.operator, createdAt: 'yesterday' } }],
    ['v', null],
    ['v', [json]],
  ])('is refused when %s is unusable, which is named and not shown', (field, broken) => {
    const text = JSON.stringify(broken) ?? '';
    try {
      parseNatsAuthority(broken);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'NATS_AUTHORITY_MALFORMED', cause: undefined });
      expect(String(error)).toContain(`member ${field} `);
      for (const seed of text.match(/S[OA][A-Z2-7]{56}/g) ?? []) expect(String(error)).not.toContain(seed);
    }
  });

  it('without the operator’s part issues users and says who has to do the rest', () => {
    const { publicKey } = issueNatsUser({ authority: elsewhere, clock, user: connector });
    const refusal = expect.objectContaining({ code: 'NATS_OPERATOR_ELSEWHERE', status: 409 });
    expect(() => serverConfiguration(elsewhere, { resolverDirectory: '/a' })).toThrow(refusal);
    expect(() => revokeUser({ authority: elsewhere, revocations: {}, publicKey, at: clock.now() })).toThrow(refusal);
    expect(() => issueNatsUser({ authority: elsewhere, clock, user: { kind: 'hub-system' } })).toThrow(refusal);
  });
});

describe('a NATS credential', () => {
  it('is new each time, so that revoking one leaves the next alone', () => {
    const one = issueNatsUser({ authority, clock, user: connector });
    const other = issueNatsUser({ authority, clock, user: connector });
    expect(one.publicKey).not.toBe(other.publicKey);
    expect(one.issuedAt).toEqual(clock.now());
  });

  it('bounds what a connector may send and how long it may answer, and is dated by the clock it was issued by', () => {
    const { creds } = issueNatsUser({ authority, clock, user: connector });
    const claims = readClaims(creds.split('\n')[1]!)!;
    expect(claims.iat).toBe(Date.parse('2026-11-21T08:00:00Z') / 1000);
    expect(claims.exp).toBeUndefined();
    expect(claims.nats).toMatchObject({
      payload: 1024 * 1024,
      subs: 512,
      resp: { max: 256, ttl: 120_000_000_000 },
      allowed_connection_types: ['STANDARD'],
    });
  });

  it.each(['2026-11-21T08:00:00Z', '2026-11-21T08:00:00.999Z', '2020-01-01T00:00:00Z', 'no date'])(
    'is not issued with the expiry %s, at which it would be dead on arrival',
    (expiry) => {
      const options = { authority, clock, user: connector, expiresAt: new Date(expiry) };
      expect(() => issueNatsUser(options)).toThrow(expect.objectContaining({ code: 'NATS_EXPIRY_NOT_IN_FUTURE' }));
    },
  );

  it('is not issued to an id that would widen its subjects', () => {
    const user = { ...connector, organisation: '*' as typeof connector.organisation };
    expect(() => issueNatsUser({ authority, clock, user })).toThrow(/ORGANISATION_ID_MALFORMED/);
  });

  it('is not revoked by anything but a user’s public key', () => {
    for (const publicKey of ['', '*', authority.account, 'U'.repeat(56)]) {
      const options = { authority, revocations: {}, publicKey, at: clock.now() };
      expect(() => revokeUser(options)).toThrow(expect.objectContaining({ code: 'NATS_USER_KEY_MALFORMED' }));
    }
  });
});
