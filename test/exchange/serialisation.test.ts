import { describe, expect, it } from 'vitest';
import { serialiserFactory } from '../../exchange/http/serialisation.ts';

const text = { type: 'string' };
const known = {
  Holder: { $id: 'Holder', type: 'object', properties: { name: text, address: { $ref: 'Address#' } } },
  Address: {
    $id: 'Address',
    type: 'object',
    properties: { street: text, former: { type: 'array', items: { $ref: '#' } } },
  },
};
const route = { method: 'GET', url: '/', httpStatus: '200' };
const serialise = (schema: object, schemas: object, value: unknown) =>
  JSON.parse(serialiserFactory(schemas)({ ...route, schema })(value));

describe('an answer', () => {
  it('leaves with what its schema names, through every schema that it refers to, and with nothing else', () => {
    const address = { street: 'Gulou', secret: 1, former: [{ street: 'Nanjing', secret: 2 }] };
    const list = { type: 'array', items: { $ref: 'Holder#' } };
    expect(serialise(list, known, [{ name: 'A', secret: 3, address }])).toEqual([
      { name: 'A', address: { street: 'Gulou', former: [{ street: 'Nanjing' }] } },
    ]);
  });

  it('is written by the schemas of its own house, though another calls others by the same name', () => {
    const other = { ...known, Address: { $id: 'Address', type: 'object', properties: { town: text } } };
    const value = { address: { street: 'Gulou', town: 'Lingshan' } };
    expect(serialise({ $ref: 'Holder#' }, known, value)).toEqual({ address: { street: 'Gulou' } });
    expect(serialise({ $ref: 'Holder#' }, other, value)).toEqual({ address: { town: 'Lingshan' } });
  });

  it('cannot refer to a schema that nobody knows', () => {
    expect(() => serialise({ $ref: 'Nobody#' }, known, {})).toThrow(/Nobody/);
  });
});
