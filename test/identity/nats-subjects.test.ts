import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type OrganisationId, parseOrganisationId, parseSystemId, type SystemId } from '../../identity/ids.ts';
import { connectorInbox, healthSubject, isConnectorInbox, querySubjects } from '../../identity/nats/subjects.ts';

const letters = 'abcdefghijklmnopqrstuvwxyz';
const shortId = fc
  .tuple(
    fc.constantFrom(...letters),
    fc.string({ unit: fc.constantFrom(...`${letters}0123456789-`), minLength: 1, maxLength: 31 }),
  )
  .map(([first, rest]) => first + rest);

/** Well-formed ids with one character put in that must not reach a subject. */
const poisoned = fc
  .tuple(
    shortId,
    fc.constantFrom('.', '*', '>', ' ', '\t', '\r', '\n', '\0', '_', '$', '/', 'É', '虎', 'A'),
    fc.nat(32),
  )
  .map(([id, character, at]) => id.slice(0, at) + character + id.slice(at));

describe('short ids', () => {
  it('accepts every id of the grammar and gives it back unchanged', () => {
    fc.assert(
      fc.property(shortId, (id) => {
        expect(parseOrganisationId(id)).toBe(id);
        expect(parseSystemId(id)).toBe(id);
      }),
    );
  });

  it('refuses an id with a dot, a wildcard, white space or any other foreign character in any place', () => {
    fc.assert(
      fc.property(poisoned, (id) => {
        expect(() => parseOrganisationId(id)).toThrow(expect.objectContaining({ code: 'ORGANISATION_ID_MALFORMED' }));
        expect(() => parseSystemId(id)).toThrow(expect.objectContaining({ code: 'SYSTEM_ID_MALFORMED' }));
      }),
    );
  });

  it.each(['', 'a', '1ab', '-ab', 'a'.repeat(33), 'police\n', undefined, null, 7, ['police'], { id: 'police' }])(
    'refuses %j',
    (value) => {
      expect(() => parseOrganisationId(value)).toThrow(expect.objectContaining({ status: 400 }));
      expect(() => parseSystemId(value)).toThrow(expect.objectContaining({ status: 400 }));
    },
  );

  it('does not repeat what was typed, which may be a personal number', () => {
    expect(() => parseOrganisationId('110105194912310021')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('110105194912310021') }),
    );
  });
});

describe('subjects', () => {
  it('have a fixed number of tokens and no wildcard but their own last one, whatever the ids', () => {
    fc.assert(
      fc.property(shortId, shortId, (a, b) => {
        const name = { organisation: parseOrganisationId(a), system: parseSystemId(b) };
        expect(querySubjects(name.organisation).split('.')).toEqual(['hufu', 'query', a, '>']);
        expect(healthSubject(name).split('.')).toEqual(['hufu', 'health', a, b]);
        expect(connectorInbox(name)).not.toMatch(/[.*>\s]/);
      }),
    );
  });

  it('are not made of ids that only pretend to be parsed', () => {
    fc.assert(
      fc.property(poisoned, shortId, (bad, good) => {
        const organisation = bad as OrganisationId;
        const system = bad as SystemId;
        expect(() => querySubjects(organisation)).toThrow(/ORGANISATION_ID_MALFORMED/);
        expect(() => healthSubject({ organisation, system: good as SystemId })).toThrow(/ORGANISATION_ID_MALFORMED/);
        expect(() => healthSubject({ organisation: good as OrganisationId, system })).toThrow(/SYSTEM_ID_MALFORMED/);
        expect(() => connectorInbox({ organisation: good as OrganisationId, system })).toThrow(/SYSTEM_ID_MALFORMED/);
      }),
    );
  });

  it('give two connectors two inboxes', () => {
    const name = fc.record({ organisation: shortId.map(parseOrganisationId), system: shortId.map(parseSystemId) });
    fc.assert(
      fc.property(name, name, (one, other) => {
        const same = one.organisation === other.organisation && one.system === other.system;
        expect(connectorInbox(one) === connectorInbox(other)).toBe(same);
        expect(isConnectorInbox(`${connectorInbox(one)}.x1.y2`)).toBe(true);
      }),
    );
  });

  it.each([
    undefined,
    '',
    '_INBOX_hub.a.b',
    '_INBOX.a',
    'hufu.query.market.company',
    '_INBOX_police_agent.>',
    '_INBOX_police_agent',
    '$SYS.REQ.CLAIMS.UPDATE',
  ])('do not take %j for a connector’s inbox', (reply) => {
    expect(isConnectorInbox(reply)).toBe(false);
  });
});
