import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestHub, type TestHub } from '../support/hub.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

const script = 'console.log(1);'.repeat(40);
let folder: TemporaryFolder;
let hub: TestHub;
let app: FastifyInstance;
beforeAll(async () => {
  folder = await temporaryFolder('console');
  await mkdir(join(folder.path, 'assets'));
  await writeFile(join(folder.path, 'index.html'), '<!doctype html><script src="/assets/a-1.js"></script>');
  await writeFile(join(folder.path, 'assets', 'a-1.js'), script);
  await writeFile(join(folder.path, 'assets', 'a-1.js.gz'), gzipSync(script));
  hub = await startTestHub({ consoleFolder: folder.path, env: { HUFU_RATE_LIMIT_PER_MINUTE: '30' } });
  app = hub.app;
});
afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const policyOf = (headers: Readonly<Record<string, unknown>>) => String(headers['content-security-policy']);
const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const page = (url: string) => app.inject({ url, headers: browser });

describe('the console', () => {
  it('is at / and at each address of a page, with a policy that lets nothing in from outside, and asked for anew', async () => {
    for (const url of ['/', '/directory?q=x', '/audit/receipts/7', '/directory/population.resident']) {
      const { statusCode, headers, body } = await page(url);
      expect([statusCode, headers['content-type'], headers['cache-control']], url).toEqual([
        200,
        'text/html; charset=utf-8',
        'no-cache',
      ]);
      expect(body).toContain('/assets/a-1.js');
      expect(policyOf(headers)).toContain("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'");
      expect(policyOf(headers)).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/);
    }
  });

  it('has files that browsers keep, compressed where that is understood', async () => {
    const plain = await app.inject({ url: '/assets/a-1.js' });
    expect([plain.statusCode, plain.body, plain.headers['cache-control']]).toEqual([
      200,
      script,
      'public, max-age=31536000, immutable',
    ]);
    const small = await app.inject({ url: '/assets/a-1.js', headers: { 'accept-encoding': 'gzip' } });
    expect([small.headers['content-encoding'], small.rawPayload.length < script.length]).toEqual(['gzip', true]);
    expect(small.headers['content-type']).toMatch(/javascript/);
  });

  it('has nothing outside its folder, and leaves the interface its own answers', async () => {
    for (const url of [
      '/assets/none.js',
      '/assets/../index.html',
      '/assets/%2e%2e/index.html',
      '/v1/nothing',
      '/docs/x',
      '/none.txt',
    ])
      expect((await page(url)).statusCode, url).toBe(404);
    const { statusCode, headers } = await app.inject({ url: '/directory', headers: { accept: 'application/json' } });
    expect([statusCode, headers['content-type']]).toEqual([404, 'application/problem+json']);
  });

  it('is not slowed down: a page is many files', async () => {
    for (let count = 0; count < 40; count += 1)
      expect((await app.inject({ url: '/assets/a-1.js', remoteAddress: '192.0.2.7' })).statusCode).toBe(200);
    expect((await app.inject({ url: '/', remoteAddress: '192.0.2.7' })).statusCode).toBe(200);
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
