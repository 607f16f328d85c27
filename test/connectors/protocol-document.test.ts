import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { schemas } from '../../connectors/generated/schemas.ts';
import {
  type Answer,
  answerErrors,
  answerFault,
  attest,
  attestedLeaf,
  bundlePatienceMs,
  checkProof,
  importSigningKey,
  importVerificationKey,
  keyFinder,
  maxBundleBytes,
  maxBundleMembers,
  type Order,
  orderSubject,
  parseAnswer,
  parseOrder,
  proveBundle,
  readBundle,
  writeBundle,
} from '../../connectors/protocol/index.ts';
import { nodeHash, sha256 } from '../../kernel/index.ts';
import { digestOf } from './sample.ts';

const document = readFileSync(new URL('../../connectors/protocol/README.md', import.meta.url), 'utf8');

/** The content of a fenced block by the name behind its language. */
function block(name: string): string {
  const fence = '```';
  const found = new RegExp(`^${fence}\\w+ ${name.replace('.', '\\.')}\\n(.*?)\\n${fence}$`, 'ms').exec(document);
  if (found === null) throw new Error(`the document has no block ${name}`);
  return found[1]!;
}

const value = <T>(parsed: { ok: true; value: T } | { ok: false }): T => {
  if (!parsed.ok) throw new Error('not read');
  return parsed.value;
};

describe('the worked example of the document', () => {
  const hub = JSON.parse(block('hub.jwk')) as Record<string, unknown>;
  const provider = JSON.parse(block('provider.jwk')) as Record<string, unknown>;
  const orderBytes = Buffer.from(block('order.body'));
  const answerBytes = Buffer.from(block('answer.body'));

  const orderDigest = sha256(orderBytes);
  const answerDigest = sha256(answerBytes);
  const fromText = (name: string) => Buffer.from(block(name), 'base64url');
  const bundle = Buffer.from(block('order.bundle'), 'base64');
  const toText = (bytes: Buffer) => bytes.toString('base64url');

  it('verifies, order and answer', () => {
    const keyOf = keyFinder([importVerificationKey(hub), importVerificationKey(provider)]);
    const read = readBundle(bundle);
    if (!read.ok) throw new Error(read.code);
    const [member] = read.bundle.members;
    expect([member?.label.toString(), member?.body]).toEqual([block('order.label'), orderBytes]);
    expect(read.bundle.root).toBe(block('order.root'));
    expect(proveBundle({ typ: 'hufu-order', bundle: read.bundle, keyOf })).toMatchObject({
      ok: true,
      kid: 'hub-2026-1',
    });
    const proof = { root: block('answer.root'), path: block('answer.path') };
    expect(checkProof({ typ: 'hufu-answer', digest: answerDigest, keyOf, ...proof })).toEqual({
      ...{ ok: true, kid: 'police-connector-2026-1' },
    });
  });

  it('is what attesting these bytes with these keys gives', () => {
    const key = importSigningKey(hub);
    const { root } = attest({ typ: 'hufu-order', digests: [orderDigest], key });
    expect(root).toBe(block('order.root'));
    expect(Buffer.from(root.split('.')[0]!, 'base64url').toString()).toBe(block('order.header'));
    const members = [{ label: Buffer.from(block('order.label')), body: orderBytes, digest: orderDigest }];
    expect(writeBundle({ typ: 'hufu-order', members, key })).toEqual(bundle);
    const digests = [fromText('answer.before'), answerDigest, fromText('answer.behind')];
    const answers = attest({ typ: 'hufu-answer', digests, key: importSigningKey(provider) });
    expect(answers.proofOf(1)).toEqual({ root: block('answer.root'), path: block('answer.path') });
    expect(Buffer.from(answers.root.split('.')[1]!, 'base64url').toString('hex')).toBe(block('answer.payload'));
  });

  it('shows every step between body and root as it is', () => {
    expect(toText(orderDigest)).toBe(block('order.digest'));
    expect(toText(attestedLeaf('hufu-order', orderDigest))).toBe(block('order.leaf'));
    expect(toText(answerDigest)).toBe(block('answer.digest'));
    const leaves = [fromText('answer.before'), answerDigest, fromText('answer.behind')].map((digest) =>
      attestedLeaf('hufu-answer', digest),
    );
    expect(leaves.map(toText)).toEqual(block('answer.leaves').split('\n'));
    const node = nodeHash(leaves[0]!, leaves[1]!);
    expect(toText(node)).toBe(block('answer.node'));
    expect(toText(nodeHash(node, leaves[2]!))).toBe(block('answer.top'));
    expect(block('answer.payload')).toBe(`00000003${fromText('answer.top').toString('hex')}`);
  });

  it('is read, and the answer answers the order', () => {
    const order: Order = value(parseOrder(orderBytes));
    const answer: Answer = value(parseAnswer(answerBytes));
    expect(orderSubject(order.provider, order.resource)).toBe('hufu.query.police.population.resident');
    expect(answerFault({ answer, order, orderDigest: digestOf(orderBytes) })).toBeUndefined();
  });
});

describe('the document', () => {
  it('lists every code with its status and its words, and no other', () => {
    const listed = [...document.matchAll(/^\| `([A-Z_]+)` \| `(refused|failed)` \| (.+) \|$/gm)];
    const table = Object.fromEntries(listed.map(([, code, status, detail]) => [code, { status, detail }]));
    expect(table).toEqual(answerErrors);
  });

  it.each([
    ['Order', schemas.Order, '## Order'],
    ['Answer', schemas.Answer, '## Answer'],
    ['HealthReport', schemas.HealthReport, '## Health report'],
    ['HubKeysRequest', schemas.HubKeysRequest, '## The hub'],
    ['HubKeys', schemas.HubKeys, '## The hub'],
    ['HubSchemaRequest', schemas.HubSchemaRequest, '## The row schema'],
    ['HubSchema', schemas.HubSchema, '## The row schema'],
  ])('names every member of %s', (_name, schema, heading) => {
    const from = document.indexOf(`\n${heading}`);
    const to = document.indexOf('\n## ', from + 1);
    const section = document.slice(from, to);
    for (const member of Object.keys(schema.properties)) expect(section).toContain(`\`${member}\``);
  });

  it('states the bounds of a bundle as they are checked', () => {
    expect(document).toContain(`| members of a bundle | ${maxBundleMembers} |`);
    expect(document).toContain(`| a bundle | ${maxBundleBytes.toLocaleString('en')} bytes`);
    expect(document).toContain(`| wait for others of a bundle | ${bundlePatienceMs} milliseconds |`);
  });

  it('states the grammars as they are checked', () => {
    expect(document).toContain(`\`${schemas.Order.properties.provider.pattern}\``);
    expect(document).toContain(`\`${schemas.Order.properties.resource.pattern}\``);
  });
});
