import { createPrivateKey, createPublicKey, type JsonWebKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  algorithmNames,
  componentLines,
  contentDigestOf,
  coveredComponents,
  type InnerList,
  isInnerList,
  longestLifeSeconds,
  nonceLength,
  parseDictionary,
  parseString,
  readRequestSignature,
  requestLines,
  requestTag,
  type SignedParts,
  signatureBase,
  signRequest,
  signText,
  treeAlgorithmNames,
  verifyText,
  writeItem,
} from '../../connectors/protocol/index.ts';
import {
  parseDictionary as parse,
  writeInnerList,
} from '../../connectors/protocol/request-signature/structured-fields.ts';
import { repetitionProblems } from '../../exchange/http/repetition/problems.ts';
import { signatureProblems } from '../../exchange/http/signature/problems.ts';
import { newKey } from './sample.ts';

const document = readFileSync(
  new URL('../../connectors/protocol/request-signature/README.md', import.meta.url),
  'utf8',
);
const block = (name: string) => new RegExp(`^\`\`\`${name}\\n(.*?)\\n\`\`\`$`, 'ms').exec(document)?.[1] ?? '';

const publicKey = (jwk: JsonWebKey) => createPublicKey({ format: 'jwk', key: jwk });

// RFC 9421 appendix B: the keys of B.1.3 and B.1.4, the messages of B.2, the signatures of B.2.4 and B.2.6.
const p256: JsonWebKey = {
  kty: 'EC',
  crv: 'P-256',
  x: 'qIVYZVLCrPZHGHjP17CTW0_-D9Lfw0EkjqF7xB4FivA',
  y: 'Mc4nN9LTDOBhfoUeg8Ye9WedFRhnZXZJA12Qp0zZ6F0',
};
const ed25519: JsonWebKey = { kty: 'OKP', crv: 'Ed25519', x: 'JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs' };
const ed25519Private: JsonWebKey = { ...ed25519, d: 'n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU' };

const vectors = [
  {
    section: 'B.2.4',
    alg: 'ES256' as const,
    key: publicKey(p256),
    components: {
      '@status': '200',
      'content-type': 'application/json',
      'content-digest':
        'sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:',
      'content-length': '23',
    },
    input:
      'sig-b24=("@status" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-ecc-p256"',
    signature: 'sig-b24=:wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==:',
  },
  {
    section: 'B.2.6',
    alg: 'EdDSA' as const,
    key: publicKey(ed25519),
    components: {
      date: 'Tue, 20 Apr 2021 02:07:55 GMT',
      '@method': 'POST',
      '@path': '/foo',
      '@authority': 'example.com',
      'content-type': 'application/json',
      'content-length': '18',
    },
    input:
      'sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
    signature: 'sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:',
  },
];

const listIn = (text: string): InnerList => {
  const [member] = [...(parseDictionary(text) ?? new Map()).values()];
  if (!isInnerList(member)) throw new Error(`no inner list: ${text}`);
  return member;
};
/** The base of a request's signature, by the way that takes any form of the headers. */
const requestBase = (parts: SignedParts, list: InnerList) => signatureBase(requestLines(parts)!, writeInnerList(list));
const bytesIn = (text: string): Uint8Array => {
  const [member] = [...(parseDictionary(text) ?? new Map()).values()] as { value: Uint8Array }[];
  return member!.value;
};

describe.each(vectors)('the vector of RFC 9421 $section', ({ alg, key, components, input, signature }) => {
  const values: Readonly<Record<string, string>> = components;
  const base = signatureBase(componentLines(Object.entries(values))!, writeInnerList(listIn(input)));

  it('has the base that the RFC prints', () => {
    const lines = Object.entries(values).map(([name, value]) => `"${name}": ${value}`);
    expect(base).toBe([...lines, `"@signature-params": ${input.replace(/^[^=]+=/, '')}`].join('\n'));
  });

  it('verifies, and does not with another key, another base or another signature', async () => {
    expect(await verifyText(base, bytesIn(signature), { key, alg })).toBe(true);
    const other = newKey('other', alg).verification;
    expect(await verifyText(base, bytesIn(signature), other)).toBe(false);
    expect(await verifyText(base.replace('18', '19').replace('23', '24'), bytesIn(signature), { key, alg })).toBe(
      false,
    );
    const flipped = Buffer.from(bytesIn(signature));
    flipped[0]! ^= 1;
    expect(await verifyText(base, flipped, { key, alg })).toBe(false);
  });
});

it('signs as the RFC does, where a signature has one value (B.2.6)', () => {
  const { components, input, signature } = vectors[1]!;
  const values: Readonly<Record<string, string>> = components as never;
  const base = signatureBase(componentLines(Object.entries(values))!, writeInnerList(listIn(input)));
  const key = createPrivateKey({ format: 'jwk', key: ed25519Private });
  expect(writeItem(signText(base, { key, alg: 'EdDSA' }))).toBe(signature.slice('sig-b26='.length));
});

it('digests as the RFC does (RFC 9421 B.2, RFC 9530 appendix D)', () => {
  expect(contentDigestOf('{"hello": "world"}')).toBe('sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:');
  expect(contentDigestOf('')).toBe('sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:');
});

describe('a signed request', () => {
  const sending = {
    method: 'POST',
    targetUri: 'https://hub.example.gov.cn/v1/query',
    authorization: 'Bearer t',
    content: '{"purpose":{"matter":"M","case":"1"}}',
    now: new Date('2026-11-21T08:00:00.900Z'),
    nonce: 'AAECAwQFBgcICQoLDA0ODw',
  };

  it.each(['ES256', 'EdDSA'] as const)('is covered whole, and verifies (%s)', async (alg) => {
    const { signing, verification } = newKey('k', alg);
    const headers = signRequest({ ...sending, key: signing, idempotencyKey: '"one"' });
    const created = 1_795_248_000;
    expect(headers['signature-input']).toBe(
      'hufu=("@method" "@target-uri" "content-digest" "authorization" "idempotency-key")' +
        `;created=${created};expires=${created + longestLifeSeconds};nonce="${sending.nonce}";keyid="k";tag="${requestTag}"`,
    );
    expect(headers['content-digest']).toBe(contentDigestOf(sending.content));
    const list = listIn(headers['signature-input']);
    const parts = { ...sending, contentDigest: headers['content-digest'], idempotencyKey: '"one"' };
    const signature = bytesIn(headers.signature);
    expect(await verifyText(requestBase(parts, list), signature, verification)).toBe(true);
    for (const change of [
      { method: 'PUT' },
      { targetUri: 'https://hub.example.gov.cn/v1/query/explain' },
      { contentDigest: contentDigestOf('{}') },
      { authorization: 'Bearer u' },
      { idempotencyKey: '"two"' },
    ]) {
      expect(await verifyText(requestBase({ ...parts, ...change }, list), signature, verification)).toBe(false);
    }
  });

  it('is the same bytes for whoever writes a client of their own: the worked example of the document', () => {
    const key = createPrivateKey({ format: 'jwk', key: ed25519Private });
    const content = block('json body');
    const headers = signRequest({ ...sending, content, key: { key, alg: 'EdDSA', kid: 'k' } });
    const list = listIn(headers['signature-input']);
    const parts = { ...sending, contentDigest: headers['content-digest'], idempotencyKey: undefined };
    expect(requestBase(parts, list)).toBe(block('text base'));
    const written = Object.entries({ authorization: sending.authorization, ...headers });
    const capitals = (name: string) => name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
    expect(written.map(([name, value]) => `${capitals(name)}: ${value}`).join('\n')).toBe(block('http headers'));
  });

  it('has the limits that the document names', () => {
    expect(document).toContain(`by ${longestLifeSeconds} s at most`);
    expect(document).toContain(`${nonceLength.shortest} to ${nonceLength.longest} characters`);
    for (const name of coveredComponents(true)) expect(document).toContain(`| \`${name}\` |`);
    for (const code of Object.keys({ ...signatureProblems, ...repetitionProblems }))
      expect(document).toContain(`\`${code}\``);
  });

  it('is not made over a header that breaks its line', () => {
    const { signing } = newKey('k');
    expect(() => signRequest({ ...sending, authorization: 'Bearer t\r\n"@method": GET', key: signing })).toThrow(
      TypeError,
    );
  });

  it('names its algorithms as the registry does', () => {
    expect(algorithmNames).toEqual({ ES256: 'ecdsa-p256-sha256', EdDSA: 'ed25519' });
  });
});

describe('a signature base', () => {
  it('is not made of a value that breaks its line', () => {
    const parts = { method: 'POST', targetUri: 'u', contentDigest: 'd', authorization: 'a', idempotencyKey: undefined };
    expect(requestLines(parts)).toBe('"@method": POST\n"@target-uri": u\n"content-digest": d\n"authorization": a\n');
    expect(requestLines({ ...parts, idempotencyKey: '"k"' })).toContain('"idempotency-key": "k"\n');
    for (const value of ['x\n"@method": GET', 'x\ry'])
      for (const name of Object.keys(parts)) expect(requestLines({ ...parts, [name]: value })).toBeUndefined();
  });
});

describe('the form that the SDK writes', () => {
  const sixteen = fc.stringMatching(/^[A-Za-z0-9_-]{16,64}$/);
  const own = fc.record({
    list: fc.boolean().map((withKey) => `(${coveredComponents(withKey).map(writeItem).join(' ')})`),
    created: fc.integer({ min: 0, max: 999_999_999_999_999 }),
    expires: fc.integer({ min: 0, max: 999_999_999_999_999 }),
    nonce: sixteen,
    keyId: fc.stringMatching(/^[A-Za-z0-9._~:-]{1,50}$/),
    alg: fc.constantFrom('', ...[...Object.values(treeAlgorithmNames), 'ed25519'].map((name) => `;alg="${name}"`)),
    signature: fc.uint8Array({ minLength: 3, maxLength: 400 }),
  });
  type Own = typeof own extends fc.Arbitrary<infer T> ? T : never;
  const written = ({ list, created, expires, nonce, keyId, alg, signature }: Own) => ({
    input: `hufu=${list};created=${created};expires=${expires};nonce="${nonce}";keyid="${keyId}"${alg};tag="hufu-request"`,
    signature: `hufu=${writeItem(signature)}`,
  });
  /** What the reader of structured fields finds in the same two headers. */
  const byTheFields = (input: string, signature: string) => {
    const lists = [...(parse(input) ?? [])];
    const list = lists[0]?.[1];
    const bytes = [...(parse(signature) ?? [])];
    const value = bytes[0]?.[1];
    if (lists.length !== 1 || !isInnerList(list) || bytes.length !== 1) return undefined;
    const names = list.items.map((item) => item.value);
    const all = Object.fromEntries(list.parameters);
    return {
      labels: [lists[0]![0], bytes[0]![0]],
      tag: all.tag,
      names,
      bare: list.items.every(({ parameters }) => parameters.size === 0),
      found: {
        parameters: {
          withIdempotencyKey: names.length === 5,
          ...{ created: all.created, expires: all.expires, nonce: all.nonce, keyId: all.keyid, algorithm: all.alg },
        },
        text: writeInnerList(list),
        signature: value !== undefined && 'value' in value ? value.value : undefined,
      },
    };
  };
  const agree = (input: string, signature: string): boolean => {
    const quick = readRequestSignature(input, signature);
    if (quick === undefined) return false;
    const { found, ...rest } = byTheFields(input, signature)!;
    expect(quick).toEqual(found);
    const names = coveredComponents(quick.parameters.withIdempotencyKey);
    expect(rest).toEqual({ labels: ['hufu', 'hufu'], tag: requestTag, names: [...names], bare: true });
    return true;
  };

  it('is read at one glance just as the reader of structured fields reads it', () => {
    fc.assert(
      fc.property(own, (one) => {
        const { input, signature } = written(one);
        expect(agree(input, signature)).toBe(true);
      }),
    );
    const { signing } = newKey('k');
    const request = { method: 'POST', targetUri: 'u', authorization: 'a', content: '', idempotencyKey: '"one"' };
    const headers = signRequest({ ...request, key: signing, now: new Date(), nonce: 'n'.repeat(22) });
    expect(agree(headers['signature-input'], headers.signature)).toBe(true);
  });

  it('is never found where the reader of structured fields would find something else', () => {
    const piece = fc.constantFrom(...' ()";=:,\\0aA/+-\t', '00', ';alg="x"', 'hufu=', '"@method"', ';tag="other"');
    let found = 0;
    fc.assert(
      fc.property(own, fc.nat(), fc.nat(3), piece, fc.boolean(), (one, at, drop, put, ofInput) => {
        const bent = (text: string) => {
          const place = at % text.length;
          return text.slice(0, place) + put + text.slice(place + drop);
        };
        const { input, signature } = written(one);
        found += Number(agree(ofInput ? bent(input) : input, ofInput ? signature : bent(signature)));
      }),
      { numRuns: 600 },
    );
    expect(found).toBeGreaterThan(5);
  });

  it.each([
    ['a number with a zero before it', (t: string) => t.replace('created=1', 'created=01')],
    ['a number of sixteen digits', (t: string) => t.replace(/created=\d+/, `created=${'1'.repeat(16)}`)],
    ['a space at its end', (t: string) => `${t} `],
    ['another label', (t: string) => t.replace('hufu=', 'mine=')],
    ['a parameter more', (t: string) => `${t};x`],
    ['a short nonce', (t: string) => t.replace(/nonce="[^"]+"/, `nonce="${'n'.repeat(15)}"`)],
  ])('is not %s', (_name, bend) => {
    const input = `hufu=("@method" "@target-uri" "content-digest" "authorization");created=17;expires=18;nonce="${'n'.repeat(22)}";keyid="k";tag="hufu-request"`;
    expect(readRequestSignature(input, 'hufu=:AAAA:')).toBeDefined();
    expect(readRequestSignature(bend(input), 'hufu=:AAAA:')).toBeUndefined();
  });

  it('has base64 in its one spelling', () => {
    const input = `hufu=("@method" "@target-uri" "content-digest" "authorization");created=17;expires=18;nonce="${'n'.repeat(22)}";keyid="k";tag="hufu-request"`;
    expect(readRequestSignature(input, 'hufu=:AAAAAA==:')?.signature).toEqual(Buffer.alloc(4));
    for (const spelt of ['AAAAAB==', 'AAAAAA=', 'AAAAAA', 'AAAAA_==', 'AAAA ', ''])
      expect(readRequestSignature(input, `hufu=:${spelt}:`)).toBeUndefined();
    expect(readRequestSignature(input, 'hufu=:')).toBeUndefined();
    expect(readRequestSignature(input, `hufu=:${'AAAA'.repeat(300)}:`)).toBeUndefined();
  });
});

describe('structured fields', () => {
  it.each([
    ['sig=("a" "b";sf);x=1;y;z=?0;w="q\\"\\\\"', 'sig=("a" "b";sf);x=1;y;z=?0;w="q\\"\\\\"'],
    ['  sig=( "a"   "b" ); x=-12  ', 'sig=("a" "b");x=-12'],
    ['sig=()', 'sig=()'],
    ['*a.b-c_1=()', '*a.b-c_1=()'],
  ])('reads %s', (text, written) => {
    const [[label, list]] = [...parse(text)!] as [[string, InnerList]];
    expect(`${label}=${writeInnerList(list)}`).toBe(written);
  });

  it('reads a dictionary of several, and one of none', () => {
    expect([...parseDictionary('a=:AQI=:, b=7,\tc')!]).toEqual([
      ['a', { value: Buffer.from([1, 2]), parameters: new Map() }],
      ['b', { value: 7, parameters: new Map() }],
      ['c', { value: true, parameters: new Map() }],
    ]);
    expect(parseDictionary('')?.size).toBe(0);
  });

  it.each([
    ['a key twice', 'a=1, a=2'],
    ['a parameter twice', 'a=();x=1;x=2'],
    ['a key in capitals', 'A=1'],
    ['a comma at the end', 'a=1,'],
    ['something after a member', 'a=1 b=2'],
    ['a list that does not end', 'a=("x"'],
    ['items without a space between', 'a=("x""y")'],
    ['a string that does not end', 'a="x'],
    ['an escape that is none', 'a="\\x"'],
    ['a character beyond ASCII', 'a="虎"'],
    ['a tab in a string', 'a="\t"'],
    ['a number of sixteen digits', 'a=1234567890123456'],
    ['a decimal', 'a=1.5'],
    ['a token', 'a=b'],
    ['a date', 'a=@1'],
    ['base64 of another alphabet', 'a=:_-8=:'],
    ['base64 with a bit too many', 'a=:AQJ=:'],
    ['base64 without its padding', 'a=:AQI:'],
    ['bytes that are cut off', 'a=:AQI='],
    ['a truth value that is none', 'a=?2'],
    ['a line break', 'a=1\r\nb=2'],
    ['more than any signature needs', `a="${'x'.repeat(5_000)}"`],
    ['too many members', Array.from({ length: 17 }, (_, n) => `a${n}=1`).join(', ')],
    ['too many items', `a=(${Array.from({ length: 17 }, (_, n) => `"${n}"`).join(' ')})`],
    ['too many parameters', `a=1${Array.from({ length: 17 }, (_, n) => `;p${n}`).join('')}`],
  ])('refuses %s', (_name, text) => {
    expect(parseDictionary(text)).toBeUndefined();
  });

  it('reads a string alone', () => {
    expect(parseString('"8e03"')).toBe('8e03');
    for (const text of ['8e03', '"a";b', '"a" "b"', '1', '', `"${'x'.repeat(5_000)}"`])
      expect(parseString(text)).toBeUndefined();
  });

  it('reads what it wrote, and never fails on anything else', () => {
    const bare = fc.oneof(
      fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((n) => String.fromCharCode(n)), maxLength: 20 }),
      fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 }),
      fc.boolean(),
      fc.uint8Array({ maxLength: 20 }),
    );
    const parameters = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z*][a-z0-9_.*-]{0,8}$/), bare), {
      maxLength: 4,
      selector: ([name]) => name,
    });
    const item = fc.record({ value: bare, parameters: parameters.map((all) => new Map(all)) });
    fc.assert(
      fc.property(fc.array(item, { maxLength: 5 }), parameters, (items, own) => {
        const text = `k=${writeInnerList({ items, parameters: new Map(own) })}`;
        const list = parse(text)?.get('k');
        expect(isInnerList(list) && `k=${writeInnerList(list)}`).toBe(text);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab*=;,()"\\:?1 \t.-'), maxLength: 40 }), (text) => {
        const read = parse(text);
        expect(read === undefined || read instanceof Map).toBe(true);
      }),
    );
  });

  it('writes no text that a header cannot hold', () => {
    expect(() => writeItem('虎')).toThrow(TypeError);
    expect(() => writeItem('a\nb')).toThrow(TypeError);
  });
});
