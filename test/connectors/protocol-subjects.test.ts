import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { healthSubject, inboxPrefix, orderSubject, parseHealthSubject } from '../../connectors/protocol/index.ts';

const letters = 'abcdefghijklmnopqrstuvwxyz';
const tail = `${letters}0123456789-`;
const word = (longest: number) =>
  fc
    .tuple(
      fc.constantFrom(...letters),
      fc.string({ unit: fc.constantFrom(...tail), minLength: 1, maxLength: longest - 1 }),
    )
    .map((parts) => parts.join(''));
const id = word(32);
const resource = fc.array(word(20), { minLength: 2, maxLength: 4 }).map((parts) => parts.join('.'));

describe('subjects', () => {
  it('are made of ids', () => {
    expect(orderSubject('police', 'population.resident')).toBe('hufu.query.police.population.resident');
    expect(healthSubject('police', 'police-connector')).toBe('hufu.health.police.police-connector');
    expect(inboxPrefix('police', 'police-connector')).toBe('_INBOX_police_police-connector');
  });

  it('keep every id of the grammar as it is, in a place of its own', () => {
    fc.assert(
      fc.property(id, resource, (organisation, name) => {
        const tokens = orderSubject(organisation, name).split('.');
        expect(tokens.slice(0, 3)).toEqual(['hufu', 'query', organisation]);
        expect(tokens.slice(3).join('.')).toBe(name);
      }),
    );
  });

  it('of two systems never share an inbox', () => {
    fc.assert(
      fc.property(id, id, id, id, (a, b, c, d) => {
        fc.pre(a !== c || b !== d);
        expect(`${inboxPrefix(c, d)}.x`.startsWith(`${inboxPrefix(a, b)}.`)).toBe(false);
      }),
    );
  });

  it.each([
    ['a wildcard', 'population.*'],
    ['a full wildcard', 'population.>'],
    ['a bare wildcard', '>'],
    ['one word', 'population'],
    ['five words', 'a1.b1.c1.d1.e1'],
    ['an empty word', 'population..resident'],
    ['a dot before', '.population.resident'],
    ['a dot behind', 'population.resident.'],
    ['a blank', 'population.resi dent'],
    ['a tab', 'population.resident\t'],
    ['a line end', 'population.resident\n'],
    ['a line end and a command', 'population.resident\r\nPUB x 1'],
    ['capitals', 'Population.resident'],
    ['a digit first', '1population.resident'],
    ['a Chinese name', '人口.居民'],
    ['an underscore', 'population.resi_dent'],
    ['nothing', ''],
  ])('refuse a resource with %s before it reaches NATS', (_name, name) => {
    expect(() => orderSubject('police', name)).toThrow(TypeError);
  });

  it.each(['police.*', '*', '>', 'a.b', 'Police', 'p', '', ' police', 'police ', 'po lice', 'police\u0000', 'p\u00e9'])(
    'refuse %j as an organisation or system',
    (name) => {
      expect(() => orderSubject(name, 'population.resident')).toThrow(TypeError);
      expect(() => healthSubject(name, 'police-connector')).toThrow(TypeError);
      expect(() => healthSubject('police', name)).toThrow(TypeError);
      expect(() => inboxPrefix('police', name)).toThrow(TypeError);
    },
  );

  it('let nothing through that holds a wildcard, a blank or a control character, wherever it stands', () => {
    const hostile = fc
      .tuple(
        fc.string({ maxLength: 8 }),
        fc.constantFrom('*', '>', ' ', '\t', '\r', '\n', '\u0000'),
        fc.string({ maxLength: 8 }),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(hostile, (text) => {
        expect(() => orderSubject(text, 'population.resident')).toThrow(TypeError);
        expect(() => orderSubject('police', `population.${text}`)).toThrow(TypeError);
        expect(() => orderSubject('police', text)).toThrow(TypeError);
      }),
    );
  });

  it('do not repeat the offending text, which may be personal', () => {
    expect(() => orderSubject('police', '11010519491231002X')).toThrow(/^(?!.*11010519491231002X)/);
  });

  it('of a health report say whose it is, and others say nothing', () => {
    expect(parseHealthSubject('hufu.health.police.police-connector')).toEqual({
      organisation: 'police',
      system: 'police-connector',
    });
    for (const other of [
      'hufu.health.police',
      'hufu.health.police.police-connector.x',
      'hufu.query.police.x1',
      'hufu.health.*.>',
      '',
    ]) {
      expect(parseHealthSubject(other)).toBeUndefined();
    }
  });
});
