import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeFiles } from '../../exchange/holder/code-files.ts';
import { codePost } from '../../exchange/holder/code-post.ts';
import { type CodeMessage, parseHolder } from '../../identity/index.ts';
import { readConfig, readSecrets, withSecretFiles } from '../../kernel/index.ts';
import { fixedClock } from '../support/clock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const now = '2026-11-22T02:00:00Z';
const message: CodeMessage = {
  request: '00000000-0000-4000-8000-000000000001',
  holder: parseHolder({ kind: '111', number: '11010519491231002X' }, { today: new Date(now) }),
  code: '01234567',
  expiresAt: new Date('2026-11-22T02:05:00Z'),
  consentTo: undefined,
};

describe('a deployment’s channel', () => {
  let server: Server;
  let url: string;
  let answer: (path: string) => { status: number; headers?: Record<string, string> };
  const got: { path: string; headers: IncomingHttpHeaders; body: unknown }[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const path = String(request.url);
        got.push({ path, headers: request.headers, body: JSON.parse(Buffer.concat(parts).toString()) });
        const { status, headers = {} } = answer(path);
        response.writeHead(status, headers).end('the number you gave was 11010519491231002X');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it('is posted the code with the number in the body alone, and shown its token', async () => {
    answer = () => ({ status: 202 });
    const consentTo = { zh: '同意', en: 'Lets' };
    await codePost({ url: `${url}/codes`, token: 'of-the-channel' }).send({ ...message, consentTo });
    const [one] = got.splice(0);
    expect(one).toMatchObject({ path: '/codes', headers: { authorization: 'Bearer of-the-channel' } });
    expect(one?.body).toEqual({
      ...{ request: message.request, code: '01234567', expiresAt: '2026-11-22T02:05:00.000Z', consentTo },
      holder: { kind: '111', number: '11010519491231002X' },
    });
    await codePost({ url, token: undefined }).send(message);
    expect(got.splice(0)[0]?.headers).not.toHaveProperty('authorization');
  });

  it('is not followed elsewhere, and what it answers when it fails is repeated to nobody', async () => {
    answer = (path) => (path === '/moved' ? { status: 307, headers: { location: `${url}/other` } } : { status: 500 });
    await expect(codePost({ url: `${url}/moved`, token: 'x' }).send(message)).rejects.toThrow();
    expect(got.splice(0).map(({ path }) => path)).toEqual(['/moved']);
    const failure = await codePost({ url, token: 'x' })
      .send(message)
      .catch((error: unknown) => error);
    expect(String(failure)).toBe('Error: the channel for codes answered 500');
    got.length = 0;
  });
});

describe('the demonstration’s channel', () => {
  it('keeps a code for ten minutes, whoever’s it was', async () => {
    await using temporary = await temporaryFolder('codes');
    const folder = join(temporary.path, 'demo', 'codes');
    await mkdir(folder, { recursive: true });
    const [old, young] = ['old.json', 'young.json'].map((name) => join(folder, name));
    for (const [path, at] of [
      [old, '2026-11-22T01:49:59Z'],
      [young, '2026-11-22T01:50:01Z'],
    ] as const) {
      await writeFile(String(path), '{}');
      await utimes(String(path), new Date(at), new Date(at));
    }
    await codeFiles({ folder, clock: fixedClock(now) }).send(message);
    expect((await readdir(folder)).toSorted()).toEqual([`${message.request}.json`, 'young.json']);
  });
});

describe('the settings of the channel', () => {
  it('take an address that is encrypted, or on this machine', () => {
    const read = (HUFU_HOLDER_CODE_URL: string) => readConfig({ HUFU_HOLDER_CODE_URL }).holderCodeUrl;
    for (const url of ['https://sms.example.gov.cn/codes', 'http://127.0.0.1:9000/', 'http://localhost/codes'])
      expect(read(url)).toBe(url);
    for (const url of ['http://sms.example.gov.cn/codes', 'ftp://sms.example.gov.cn', 'sms'])
      expect(() => read(url)).toThrow(/^HUFU_HOLDER_CODE_URL: must be an address beginning with https/);
    expect(readConfig({}).holderCodeUrl).toBeUndefined();
  });

  it('take the token from a file, too', () => {
    const env = withSecretFiles({ HUFU_HOLDER_CODE_TOKEN_FILE: '/run/secrets/sms' }, (path) => `token of ${path}\n`);
    expect(readSecrets(env).holderCodeToken).toBe('token of /run/secrets/sms');
  });
});
