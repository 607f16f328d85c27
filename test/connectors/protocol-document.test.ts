import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { schemas } from '../../connectors/generated/schemas.ts';
import {
  type Answer,
  answerErrors,
  answerFault,
  digestOf,
  importSigningKey,
  importVerificationKey,
  keyFinder,
  type Order,
  orderSubject,
  parseAnswer,
  parseOrder,
  signMessage,
  verifyMessage,
} from '../../connectors/protocol/index.ts';

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

  it('verifies, order and answer', () => {
    const keyOf = keyFinder([importVerificationKey(hub), importVerificationKey(provider)]);
    const signatures = { order: block('order.signature'), answer: block('answer.signature') };
    expect(verifyMessage({ bytes: orderBytes, signature: signatures.order, typ: 'hufu-order', keyOf })).toEqual({
      ok: true,
      kid: 'hub-2026-1',
    });
    expect(verifyMessage({ bytes: answerBytes, signature: signatures.answer, typ: 'hufu-answer', keyOf })).toEqual({
      ok: true,
      kid: 'police-connector-2026-1',
    });
  });

  it('is what signing these bytes with these keys gives', () => {
    const order = signMessage({ bytes: orderBytes, typ: 'hufu-order', key: importSigningKey(hub) });
    const answer = signMessage({ bytes: answerBytes, typ: 'hufu-answer', key: importSigningKey(provider) });
    expect(order).toBe(block('order.signature'));
    expect(answer).toBe(block('answer.signature'));
    expect(Buffer.from(order.split('.')[0]!, 'base64url').toString()).toBe(block('order.header'));
  });

  it('is read, and the answer answers the order', () => {
    const order: Order = value(parseOrder(orderBytes));
    const answer: Answer = value(parseAnswer(answerBytes));
    expect(orderSubject(order.provider, order.resource)).toBe('hufu.query.police.population.resident');
    expect(digestOf(orderBytes)).toBe(block('order.digest'));
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

  it('states the grammars as they are checked', () => {
    expect(document).toContain(`\`${schemas.Order.properties.provider.pattern}\``);
    expect(document).toContain(`\`${schemas.Order.properties.resource.pattern}\``);
  });
});
