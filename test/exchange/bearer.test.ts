import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bearerOf } from '../../exchange/http/bearer.ts';

describe('a bearer token', () => {
  const digestOf = (token: string) => createHash('sha256').update(token).digest('base64url');

  it('is read from its header, each connection for itself, whatever came before it', () => {
    const [one, other] = [{}, {}];
    const sent: [object, string][] = [
      [one, 'a.b.c'],
      [one, 'a.b.c'],
      [other, 'd.e.f'],
      [one, 'a.b.d'],
      [other, 'd.e.f'],
      [one, 'a.b.c'],
    ];
    for (const [connection, token] of sent)
      expect(bearerOf(connection, `Bearer ${token}`)).toMatchObject({ token, digest: digestOf(token) });
  });

  it('of a header that holds none is none, also where one came before', () => {
    const connection = {};
    expect(bearerOf(connection, 'bearer a.b.c')).toMatchObject({ token: 'a.b.c' });
    for (const header of [
      '',
      'Bearer',
      'Bearer ',
      'Bearer a b',
      'Basic a.b.c',
      ' Bearer a.b.c',
      `Bearer ${'a'.repeat(8193)}`,
    ])
      expect(bearerOf(connection, header)).toBeUndefined();
    expect(bearerOf(connection, 'bearer a.b.c')).toMatchObject({ token: 'a.b.c' });
  });
});
