import type { InjectOptions } from 'fastify';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { contentDigestOf, writeItem } from '../../connectors/protocol/index.ts';
import { systemRandom } from '../../kernel/index.ts';
import {
  calls,
  hubKey,
  outcome,
  publicUrl,
  seconds,
  serve,
  signed,
  signedOver,
  signedSurface,
  token,
  without,
} from './signed-surface.ts';

signedSurface();

describe('a signed request', () => {
  it.each(['pension-1', 'pension-2'])('is carried out, once (%s)', async (kid) => {
    await using server = await serve();
    const request = signed({ kid });
    expect(await outcome(server, request)).toBe('200');
    expect(await outcome(server, request)).toBe('401 SIGNATURE_REPLAYED');
    expect(calls).toEqual(['things']);
  });

  it('may carry a proxy’s signature besides, name its algorithm, and have its own label', async () => {
    await using server = await serve();
    const relabelled = signed({
      input: (text) => `proxy=("@method");tag="other", ${text.replace('hufu=', 'mine=')}`,
      signature: (text) => `proxy=:AA==:, ${text.replace('hufu=', 'mine=')}`,
    });
    expect(await outcome(server, relabelled)).toBe('200');
    const values = valuesOf('{"matter":"M"}');
    const created = seconds();
    const named = (alg: string) =>
      signedOver(
        `hufu=${components};created=${created};expires=${created + 9};nonce="${'n'.repeat(20)}${alg}";keyid="pension-1";alg="${alg}";tag="hufu-request"`,
        values,
      );
    expect(await outcome(server, named('ecdsa-p256-sha256'))).toBe('200');
    expect(await outcome(server, named('ed25519'))).toBe('401 SIGNATURE_KEY');
  });

  it('covers the key of a repetition, where there is one', async () => {
    await using server = await serve();
    expect(await outcome(server, signed({ idempotencyKey: '"one"' }))).toBe('200');
    const put = signed({ headers: { 'idempotency-key': '"one"' } });
    expect(await outcome(server, put)).toBe('400 SIGNATURE_COMPONENTS');
    const taken = without('idempotency-key', signed({ idempotencyKey: '"one"' }));
    expect(await outcome(server, taken)).toBe('400 SIGNATURE_COMPONENTS');
    const changed = signed({ idempotencyKey: '"one"', headers: { 'idempotency-key': '"two"' } });
    expect(await outcome(server, changed)).toBe('401 SIGNATURE_INVALID');
  });

  it('needs no body, but a digest of none', async () => {
    await using server = await serve();
    const { payload: _none, ...request } = signed({ method: 'DELETE', content: '' });
    expect(await outcome(server, request)).toBe('200');
    expect(calls).toEqual(['deleted']);
  });

  it('is signed for the hub’s outward address, whatever host a proxy asks', async () => {
    await using server = await serve();
    expect(await outcome(server, signed({ headers: { host: 'hub-1.internal', 'x-forwarded-host': 'x' } }))).toBe('200');
    const forOther = signed({
      targetUri: 'https://other.example.gov.cn/v1/things',
      headers: { host: 'other.example.gov.cn' },
    });
    expect(await outcome(server, forOther)).toBe('401 SIGNATURE_INVALID');
  });
});

const components = '("@method" "@target-uri" "content-digest" "authorization")';
const parameters = (change: Record<string, string> = {}) => {
  const created = seconds();
  const all = {
    ...{
      created: String(created),
      expires: String(created + 60),
      nonce: `"${systemRandom.bytes(16).toString('hex')}"`,
    },
    ...{ keyid: '"pension-1"', tag: '"hufu-request"', ...change },
  };
  return Object.entries(all)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `;${name}=${value}`)
    .join('');
};
const valuesOf = (content: string) => ({
  '@method': 'POST',
  '@target-uri': `${publicUrl}/v1/things`,
  '@path': '/v1/things',
  '@authority': 'hub.example.gov.cn',
  'content-digest': contentDigestOf(content),
  'content-type': 'application/json',
  authorization: `Bearer ${token}`,
});
const over = (list: string, change?: Record<string, string>) =>
  signedOver(`hufu=${list}${parameters(change)}`, valuesOf('{"matter":"M"}'));

describe('a request is refused', () => {
  const cases: [string, string, () => InjectOptions][] = [
    ['without a signature', '401 SIGNATURE_REQUIRED', () => without('signature')],
    ['without its input', '401 SIGNATURE_REQUIRED', () => without('signature-input')],
    ['without a digest', '401 SIGNATURE_REQUIRED', () => without('content-digest')],
    [
      'whose input is no structured field',
      '400 SIGNATURE_MALFORMED',
      () => signed({ input: (t) => t.replace(')', '') }),
    ],
    ['whose input is cut off', '400 SIGNATURE_MALFORMED', () => signed({ input: (t) => t.slice(0, -4) })],
    [
      'whose signature is no structured field',
      '400 SIGNATURE_MALFORMED',
      () => signed({ signature: (t) => t.slice(0, -1) }),
    ],
    ['whose labels differ', '400 SIGNATURE_MALFORMED', () => signed({ signature: (t) => t.replace('hufu', 'tiger') })],
    ['whose signature is a text', '400 SIGNATURE_MALFORMED', () => signed({ signature: () => 'hufu="x"' })],
    [
      'with two signatures for us',
      '400 SIGNATURE_MALFORMED',
      () => signed({ input: (t) => `${t}, ${t.replace('hufu=', 'again=')}` }),
    ],
    ['with another tag', '400 SIGNATURE_MALFORMED', () => over(components, { tag: '"other"' })],
    ['without a tag', '400 SIGNATURE_MALFORMED', () => over(components, { tag: '' })],
    ['without a time of making', '400 SIGNATURE_MALFORMED', () => over(components, { created: '' })],
    ['without an end', '400 SIGNATURE_MALFORMED', () => over(components, { expires: '' })],
    ['without a nonce', '400 SIGNATURE_MALFORMED', () => over(components, { nonce: '' })],
    ['without a key’s id', '400 SIGNATURE_MALFORMED', () => over(components, { keyid: '' })],
    ['whose nonce is short', '400 SIGNATURE_MALFORMED', () => over(components, { nonce: `"${'n'.repeat(15)}"` })],
    ['whose nonce is long', '400 SIGNATURE_MALFORMED', () => over(components, { nonce: `"${'n'.repeat(65)}"` })],
    ['whose time is a text', '400 SIGNATURE_MALFORMED', () => over(components, { created: '"1"' })],
    ['whose algorithm is a number', '400 SIGNATURE_MALFORMED', () => over(components, { alg: '1' })],
    ['with a parameter that nobody knows', '400 SIGNATURE_MALFORMED', () => over(components, { note: '"x"' })],
    [
      'whose signature is truncated',
      '400 SIGNATURE_TRUNCATED',
      () => signed({ signature: () => `hufu=${writeItem(Buffer.alloc(63))}` }),
    ],
    [
      'whose signature is in DER',
      '400 SIGNATURE_TRUNCATED',
      () => signed({ signature: () => `hufu=${writeItem(Buffer.alloc(70, 0x30))}` }),
    ],
    ['that covers less', '400 SIGNATURE_COMPONENTS', () => over('("@method" "@target-uri" "content-digest")')],
    [
      'that covers more',
      '400 SIGNATURE_COMPONENTS',
      () => over('("@method" "@target-uri" "content-digest" "authorization" "content-type")'),
    ],
    [
      'that covers others',
      '400 SIGNATURE_COMPONENTS',
      () => over('("@method" "@path" "content-digest" "authorization")'),
    ],
    [
      'that covers them in another order',
      '400 SIGNATURE_COMPONENTS',
      () => over('("@target-uri" "@method" "content-digest" "authorization")'),
    ],
    [
      'that covers one with a parameter',
      '400 SIGNATURE_COMPONENTS',
      () => signed({ input: (t) => t.replace('"@method"', '"@method";req') }),
    ],
    ['that covers nothing', '400 SIGNATURE_COMPONENTS', () => over('()')],
    [
      'whose parameters were put in another order',
      '401 SIGNATURE_INVALID',
      () => signed({ input: (t) => t.replace(/(;created=\d+)(;expires=\d+)/, '$2$1') }),
    ],
    ['by a key that nobody has', '401 SIGNATURE_KEY', () => signed({ kid: 'nobody', signedBy: 'pension-1' })],
    ['by a key of another system', '401 SIGNATURE_KEY', () => signed({ kid: 'civil-1' })],
    ['by another key than it says', '401 SIGNATURE_INVALID', () => signed({ kid: 'pension-1', signedBy: 'civil-1' })],
    [
      'by a key of the system, in the name of its other',
      '401 SIGNATURE_INVALID',
      () => signed({ kid: 'pension-2', signedBy: 'pension-1' }),
    ],
    ['of the future', '401 SIGNATURE_TIMES', () => signed({ createdAgo: -31 })],
    ['that ends before it begins', '401 SIGNATURE_TIMES', () => over(components, { expires: String(seconds()) })],
    ['that would live too long', '401 SIGNATURE_TIMES', () => over(components, { expires: String(seconds() + 61) })],
    ['that has expired', '401 SIGNATURE_EXPIRED', () => signed({ createdAgo: 60 })],
    [
      'whose digest is of another algorithm',
      '400 CONTENT_DIGEST_MALFORMED',
      () => signed({ headers: { 'content-digest': `sha-512=:${'A'.repeat(86)}==:` } }),
    ],
    [
      'with two digests',
      '400 CONTENT_DIGEST_MALFORMED',
      () => signed({ headers: { 'content-digest': `${contentDigestOf('x')}, ${contentDigestOf('{"matter":"M"}')}` } }),
    ],
    ['whose content was changed', '400 CONTENT_DIGEST_MISMATCH', () => signed({ payload: '{"matter":"N"}' })],
    ['whose content has one space more', '400 CONTENT_DIGEST_MISMATCH', () => signed({ payload: '{"matter": "M"}' })],
    [
      'whose content and digest were changed',
      '401 SIGNATURE_INVALID',
      () => signed({ payload: '{}', headers: { 'content-digest': contentDigestOf('{}') } }),
    ],
    [
      'that was signed for another method',
      '401 SIGNATURE_INVALID',
      () => ({ ...signed({ method: 'DELETE' }), method: 'POST' }),
    ],
    ['that was signed for another path', '401 SIGNATURE_INVALID', () => ({ ...signed(), url: '/v1/beside' })],
    ['that was signed with another query', '401 SIGNATURE_INVALID', () => ({ ...signed(), url: '/v1/things?more=1' })],
  ];
  it.each(cases)('%s: %s', async (_name, expected, request) => {
    await using server = await serve();
    expect(await outcome(server, request())).toBe(expected);
    expect(calls).toEqual([]);
  });

  it('that was signed with another token of the same system', async () => {
    await using server = await serve();
    const request = signed();
    const other = await new SignJWT({ client_id: 'hrss-pension', client_key: 'pension-1', jti: systemRandom.uuid() })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'right' })
      .setIssuer(publicUrl)
      .setAudience(publicUrl)
      .setSubject('hrss-pension')
      .setIssuedAt()
      .setExpirationTime('9m')
      .sign(hubKey.privateKey);
    request.headers.authorization = `Bearer ${other}`;
    expect(await outcome(server, request)).toBe('401 SIGNATURE_INVALID');
  });

  it('with what would have been accepted, in RFC 9421’s own words', async () => {
    await using server = await serve();
    const { headers } = await server.app.inject(without('signature'));
    expect(headers['accept-signature']).toBe(`hufu=${components};created;expires;nonce;keyid;tag="hufu-request"`);
  });
});

describe('what is not asked for a signature', () => {
  it('is a reading, a route that says why, and an officer', async () => {
    await using server = await serve();
    const authorization = `Bearer ${token}`;
    const json = { 'content-type': 'application/json' };
    expect(await outcome(server, { url: '/v1/things', headers: { authorization } })).toBe('200');
    const post = { method: 'POST', payload: '{}' } as const;
    expect(await outcome(server, { ...post, url: '/v1/free', headers: { authorization, ...json } })).toBe('200');
    const officer = { authorization: 'Bearer session', ...json };
    expect(await outcome(server, { ...post, url: '/v1/things', headers: officer })).toBe('200');
    expect(await outcome(server, { ...post, url: '/v1/things', headers: { authorization, ...json } })).toBe(
      '401 SIGNATURE_REQUIRED',
    );
    expect(calls).toEqual(['read', 'free', 'things']);
  });
});

describe('a reading that discloses what is personal', () => {
  it('is signed like everything else, with the digest of no body', async () => {
    await using server = await serve();
    const url = '/v1/secrets?matter=M';
    const headers = { authorization: `Bearer ${token}` };
    expect(await outcome(server, { url, headers })).toBe('401 SIGNATURE_REQUIRED');
    const { payload: _none, ...request } = signed({ url, method: 'GET', content: '' });
    expect(await outcome(server, request)).toBe('200');
    expect(calls).toEqual(['secret']);
  });
});

describe('a body', () => {
  it('may be missing from a deletion that names its type, and from nothing else', async () => {
    await using server = await serve();
    const headers = { authorization: 'Bearer session', 'content-type': 'application/json' };
    expect(await outcome(server, { method: 'DELETE', url: '/v1/things', headers })).toBe('200');
    expect(await outcome(server, { method: 'POST', url: '/v1/things', headers })).toBe('400 MALFORMED_BODY');
  });
});
