import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestHub, type TestHub } from '../support/hub.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub[Symbol.asyncDispose]());

const policyOf = (headers: Readonly<Record<string, unknown>>) => String(headers['content-security-policy']);

describe('the first page', () => {
  it('is there for everybody, as a document in Chinese with its English parts marked', async () => {
    const { statusCode, headers, body } = await hub.app.inject({ url: '/' });
    expect(statusCode).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(body).toMatch(/^<!doctype html>\n<html lang="zh-CN">/);
    expect(body.match(/<h1>/g)).toHaveLength(1);
    expect(body).toContain('<p lang="en">Government data-sharing exchange');
  });

  it('has a policy under which its own style counts and nothing else does', async () => {
    const { headers, body } = await hub.app.inject({ url: '/' });
    const [, style = ''] = /<style>(.*?)<\/style>/s.exec(body) ?? [];
    const digest = createHash('sha256').update(style).digest('base64');
    expect(policyOf(headers)).toContain(`style-src 'sha256-${digest}'`);
    expect(policyOf(headers)).toContain("default-src 'none'");
    expect(policyOf(headers)).not.toMatch(/unsafe|https?:|\*/);
    expect(body).not.toMatch(/<script|\son\w+=|\sstyle=/);
  });

  it('leads only to addresses of the hub that are open to everybody', async () => {
    const { body } = await hub.app.inject({ url: '/' });
    const addresses = [...body.matchAll(/(?:href|src)="([^"]*)"/g)].map((match) => match[1] ?? '');
    expect(addresses).toEqual(
      expect.arrayContaining(['/docs', '/openapi.json', '/readyz', '/v1/problems', '/.well-known/jwks.json']),
    );
    for (const address of addresses) {
      expect(address).toMatch(/^\/(?!\/)/);
      expect((await hub.app.inject({ url: address })).statusCode, address).toBe(200);
    }
  });
});

describe('the page of the interface', () => {
  it('may load from the hub alone, also over plain http', async () => {
    const { headers } = await hub.app.inject({ url: '/docs/' });
    expect(policyOf(headers)).toContain("default-src 'none'");
    expect(policyOf(headers)).toContain("script-src 'self'");
    expect(policyOf(headers)).not.toMatch(/unsafe|https?:|\*|upgrade-insecure-requests|swagger/);
  });
});

describe('an answer that is data', () => {
  it('may load nothing and be framed by nobody', async () => {
    const { headers } = await hub.app.inject({ url: '/healthz' });
    expect(policyOf(headers).split(';')).toEqual(
      expect.arrayContaining(["default-src 'none'", "frame-ancestors 'none'"]),
    );
    expect(policyOf(headers)).not.toMatch(/unsafe|https?:|self/);
  });
});
