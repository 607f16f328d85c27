import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Crl } from '../../identity/pki/index.ts';
import { pathTrust } from '../../licence-vault/seal/verify/path-trust.ts';
import type { TrustMaterial } from '../../licence-vault/seal/verify/trust-material.ts';
import { crlOf, party } from './seal-parties.ts';

const root = party({ name: '演示根', isAuthority: true, from: '2026-01-01T00:00:00Z', to: '2026-12-01T00:00:00Z' });
const issuing = party({
  name: '演示签发机构',
  issuer: root,
  isAuthority: true,
  from: '2026-02-01T00:00:00Z',
  to: '2026-11-01T00:00:00Z',
});
const signer = party({ name: '签章者', issuer: issuing, from: '2026-03-01T00:00:00Z', to: '2026-10-01T00:00:00Z' });
const revoked = { who: signer, at: '2026-07-01T00:00:00Z', reason: 'superseded' } as const;
const stolen = { who: issuing, at: '2026-08-01T00:00:00Z', reason: 'keyCompromise' } as const;

const listOfRoot = crlOf(root, { thisUpdate: '2026-04-01T00:00:00Z', nextUpdate: '2026-09-01T00:00:00Z' });
const listOfIssuing = crlOf(issuing, { thisUpdate: '2026-05-01T00:00:00Z', nextUpdate: '2026-08-15T00:00:00Z' });
/** What may be in hand: lists in force, a later one, and ones that name somebody of the path. */
const lists: readonly (readonly Crl[])[] = [
  [listOfRoot, listOfIssuing],
  [
    listOfRoot,
    listOfIssuing,
    crlOf(issuing, { thisUpdate: '2026-06-01T00:00:00Z', nextUpdate: '2026-09-15T00:00:00Z' }),
  ],
  [
    listOfRoot,
    listOfIssuing,
    crlOf(issuing, { thisUpdate: '2026-07-02T00:00:00Z', nextUpdate: '2026-07-20T00:00:00Z', revoked: [revoked] }),
  ],
  [
    listOfIssuing,
    crlOf(root, { thisUpdate: '2026-04-01T00:00:00Z', nextUpdate: '2026-09-01T00:00:00Z', revoked: [stolen] }),
  ],
  [listOfRoot],
  [root, issuing].map((authority) => crlOf(authority, { thisUpdate: '2026-04-01T00:00:00Z' })),
];
const materials: readonly TrustMaterial[] = lists.map((crls) => ({
  anchors: [root.certificate],
  intermediates: [issuing.certificate],
  crls,
}));

/** Every date in hand, and how far from it an answer may turn. */
const dates = [
  ...[root, issuing, signer].flatMap(({ certificate }) => [certificate.notBefore, certificate.notAfter]),
  ...lists.flat().flatMap(({ thisUpdate, nextUpdate }) => [thisUpdate, nextUpdate ?? thisUpdate]),
  new Date(revoked.at),
  new Date(stolen.at),
];
const minute = 60_000;
const distances = [-5 * minute - 1, -5 * minute, -1, 0, 1, 999, 1000, 1001, 5 * minute, 5 * minute + 1, 86_400_000];
/** Questions about moments around one date, which tell on which side of it an answer was kept. */
const questions = fc.constantFrom(...dates).chain((date) => {
  const moment = fc.constantFrom(...distances).map((distance) => new Date(date.getTime() + distance));
  const question = fc.record({ at: moment, now: moment, who: fc.constantFrom(signer, signer, issuing) });
  return fc.array(question, { minLength: 4, maxLength: 8 });
});

describe('a trust that is kept', () => {
  it('answers every question as one does that never heard another', async () => {
    let good = 0;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...materials), questions, async (material, asked) => {
        const kept = pathTrust(material);
        for (const { at, now, who } of asked) {
          const { certificate } = who;
          const fresh = pathTrust(material);
          const revocation = await fresh.revocation({ certificate, at, now });
          expect(await kept.revocation({ certificate, at, now })).toEqual(revocation);
          if (revocation.status === 'good') good += 1;
          for (const when of [at, now]) {
            expect(await kept.path({ certificate, at: when })).toEqual(
              await pathTrust(material).path({ certificate, at: when }),
            );
          }
        }
      }),
      { numRuns: 800 },
    );
    // Good answers are what is kept; the property says little without them.
    expect(good).toBeGreaterThan(100);
  });

  it('judges a path once for all moments between the same dates, and anew at the next', async () => {
    let looked = 0;
    const counting = (crl: Crl): Crl => ({
      ...crl,
      find: (...asked) => {
        looked += 1;
        return crl.find(...asked);
      },
    });
    const { certificate } = signer;
    const trust = pathTrust({
      anchors: [root.certificate],
      intermediates: [issuing.certificate],
      crls: [listOfRoot, listOfIssuing].map(counting),
    });
    const asked = async (day: string) => {
      const at = new Date(day);
      return (await trust.revocation({ certificate, at, now: at })).status;
    };
    expect(await asked('2026-06-01T00:00:00Z')).toBe('good');
    const once = looked;
    expect(once).toBeGreaterThan(0);
    expect([await asked('2026-06-01T00:00:01Z'), await asked('2026-08-01T00:00:00Z')]).toEqual(['good', 'good']);
    expect(looked).toBe(once);
    expect(await asked('2026-08-16T00:00:00Z')).toBe('unknown');
    expect(looked).toBeGreaterThan(once);
  });
});
