import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { keyedHash, sha256 } from '../../kernel/index.ts';
import { clerk, purpose, receiptOf, system } from './vault.ts';
import { call, issueOne, logged, vault, vaultSurface } from './vault-surface.ts';

vaultSurface();

const upload = (name: string, content: string | Buffer) => {
  const boundary = 'boundary-of-the-test';
  const body = Buffer.concat([
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"; filename="licence.json"\r\n\r\n`),
    Buffer.from(content),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
  return call('POST', '/v1/verify', { as: clerk, body, headers });
};

describe('a licence as a QR', () => {
  it('is made for a matter, and verified by anybody as text and as a photo', async () => {
    const { licence, data } = await issueOne();
    const body = { ...purpose, items: ['name', 'legalRepresentative'], minutes: 10 };
    const made = await call('POST', `/v1/licences/${licence.id}/qr`, { as: clerk, body });
    expect([made.status, made.headers['cache-control']]).toEqual([200, 'no-store']);
    const { text, statement, svg, png, receipt } = made.body;
    const { name, legalRepresentative } = data;
    expect(statement).toMatchObject({
      identifier: licence.identifier,
      type: '营业执照',
      face: { name, legalRepresentative },
    });
    expect(svg).toContain('<svg');
    expect(receipt).toEqual(receiptOf(String(vault.uses.length - 1)));
    const byText = await call('POST', '/v1/verify', { as: clerk, body: { qr: text } });
    const byPhoto = await upload('file', Buffer.from(png, 'base64'));
    for (const { status, body: verdict } of [byText, byPhoto]) {
      expect([status, verdict.indication, verdict.statement]).toEqual([200, 'TOTAL_PASSED', statement]);
    }
    expect(logged.join('\n')).not.toContain(String(name));
  });

  it('is made by its holder without a matter, and of nobody else’s licence', async () => {
    const { licence, data } = await issueOne();
    const index = keyedHash(vault.parts.keys.holderKey, `001${String(data.unifiedCode)}`);
    const show = (of: Buffer) =>
      call('POST', `/v1/holder/licences/${licence.id}/qr`, {
        as: { kind: 'holder', index: of, holderKind: '001' },
        body: { minutes: 1 },
      });
    const { status, body } = await show(index);
    expect([status, body.statement.face]).toEqual([200, { name: data.name, unifiedCode: data.unifiedCode }]);
    expect((await show(Buffer.alloc(32))).body.code).toBe('LICENCE_NOT_FOUND');
  });

  it('is refused for what no QR shows, and a picture that cannot be read is told so', async () => {
    const { licence } = await issueOne();
    const make = (change: object) =>
      call('POST', `/v1/licences/${licence.id}/qr`, { as: clerk, body: { ...purpose, ...change } });
    expect((await make({ items: ['registrationNumber'] })).body.code).toBe('QR_ITEM_NOT_ON_FACE');
    expect((await make({ minutes: 31 })).body.errors[0].pointer).toBe('/minutes');
    expect((await make({ matter: 'NO-LICENCE-01' })).body.code).toBe('LICENCE_TYPE_NOT_NEEDED');
    const picture = await upload('file', Buffer.from([0xff, 0xd8, 0xff]));
    expect([picture.status, picture.body.code]).toEqual([422, 'PICTURE_NOT_READ']);
  });
});

describe('GET /v1/status-lists', () => {
  it('gives everybody signed lists, as JWT and as CWT, with a tag and an end', async () => {
    await issueOne();
    const { body } = await call('GET', '/v1/status-lists');
    expect(body).toEqual({ status_lists: ['http://hub.test/v1/status-lists/1'] });
    const jwt = await call('GET', '/v1/status-lists/1');
    expect([jwt.status, jwt.headers['content-type']]).toEqual([200, 'application/statuslist+jwt']);
    expect(jwt.headers['cache-control']).toBe('public, max-age=60');
    const [header, payload] = jwt.text.split('.').map((part) => Buffer.from(part, 'base64url').toString());
    expect(JSON.parse(header!)).toEqual({ alg: 'ES256', kid: 'licence-key-1', typ: 'statuslist+jwt' });
    expect(JSON.parse(payload!)).toMatchObject({ sub: body.status_lists[0], ttl: 300, status_list: { bits: 2 } });
    const again = await call('GET', '/v1/status-lists/1', { headers: { 'if-none-match': String(jwt.headers.etag) } });
    expect([again.status, again.text]).toEqual([304, '']);
    const cwt = await call('GET', '/v1/status-lists/1', { headers: { accept: 'application/statuslist+cwt' } });
    expect([cwt.status, cwt.headers['content-type']]).toEqual([200, 'application/statuslist+cwt']);
    expect(cwt.headers.etag).not.toBe(jwt.headers.etag);
    const packed = (accepted: string, form = 'jwt', tag = '') =>
      call('GET', '/v1/status-lists/1', {
        headers: { 'accept-encoding': accepted, accept: `application/statuslist+${form}`, 'if-none-match': tag },
      });
    const gzipped = await packed('deflate, gzip;q=0.8, *;q=0');
    expect([gzipped.status, gzipped.headers['content-encoding']]).toEqual([200, 'gzip']);
    expect(gunzipSync(gzipped.raw).toString()).toBe(jwt.text);
    expect(gzipped.headers.vary).toContain('accept-encoding');
    expect((await packed('gzip', 'jwt', String(gzipped.headers.etag))).status).toBe(304);
    expect((await packed('gzip', 'jwt', String(jwt.headers.etag))).status).toBe(200);
    for (const accepted of ['gzip;q=0', 'gzip; q=0.00 , br', 'br', 'notgzip'])
      expect((await packed(accepted)).headers['content-encoding'], accepted).toBeUndefined();
    expect((await packed('gzip', 'cwt')).headers['content-encoding']).toBeUndefined();
    expect((await call('GET', '/v1/status-lists/7')).body.code).toBe('STATUS_LIST_UNKNOWN');
    expect((await call('GET', '/v1/status-lists/x')).status).toBe(400);
  });
});

describe('POST /v1/verify', () => {
  const verify = (body: unknown, language?: string) =>
    call('POST', '/v1/verify', {
      as: system('hrss-pension', 'hrss', 'consumer'),
      body,
      ...(language === undefined ? {} : { language }),
    });
  it('passes a document, a file, an identifier and an id, in the form of the contract', async () => {
    const { licence, document } = await issueOne();
    const { text } = await call('POST', `/v1/licences/${licence.id}/read`, { as: clerk, body: purpose });
    const answers = [
      await verify({ document }),
      await verify({ identifier: licence.identifier }),
      await verify({ id: licence.id }),
      await verify({ id: licence.identifier }),
      await verify({ identifier: licence.id.toUpperCase() }),
      await upload('file', text),
      await upload('file', JSON.stringify(document, null, 2)),
    ];
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect([body.indication, body.subIndication]).toEqual(['TOTAL_PASSED', null]);
      // What is presented is told back; of what a number alone names, nothing that is written on it but its term.
      const told = ['asOf', 'assurance', 'indication', 'receipt', 'steps', 'subIndication'];
      const isFile = 'digest' in body;
      const isPresented = isFile || body === answers[0]?.body;
      expect(Object.keys(body).sort()).toEqual(
        [...told, ...(isFile ? ['digest'] : []), isPresented ? 'presented' : 'term'].sort(),
      );
      expect(body.steps.map((step: { step: string }) => step.step)).toEqual([
        'format',
        'signature',
        'signer-certificate',
        'time',
        'document-hash',
        'seal',
        'timestamp',
        'status',
      ]);
      for (const step of body.steps) {
        expect(Object.keys(step).sort()).toEqual(['detail', 'details', 'result', 'step', 'subIndication']);
      }
    }
    expect(answers.map(({ body }) => body.digest)).toEqual([
      ...[undefined, undefined, undefined, undefined, undefined],
      ...[text, JSON.stringify(document, null, 2)].map((one) => sha256(one).toString('hex')),
    ]);
    const { identifier, type, holder, issuer, issuedOn, validFrom, validTo } = document.licence;
    const presented = { identifier, title: type.name, holder: holder.name, issuer: issuer.name };
    expect(answers.at(-1)?.body.presented).toEqual({ ...presented, issuedOn, validFrom, validTo });
    for (const { body } of answers.slice(1, 5)) {
      expect(body.term).toEqual({ validFrom, validTo });
      expect(JSON.stringify(body)).not.toContain(holder.name);
    }
    expect(vault.uses.filter((use) => use.event === 'licence-verified')).toHaveLength(answers.length);
  });

  it('says of a number what was checked of it: no file was there', async () => {
    const { licence } = await issueOne();
    const details = async (body: object) =>
      (await verify(body)).body.steps.map((step: { details: { zh: string } }) => step.details.zh);
    const held = await details({ identifier: licence.identifier });
    expect(held.slice(0, 3)).toEqual([
      '标识的格式和校验位正确，证照库存有此证照',
      '证照库所存的证照数据与其签名相符',
      '没有出示文件，无签章证书可查',
    ]);
    expect(held.slice(4, 7)).toEqual([
      '证照库所存的证照数据与入库时登记的摘要一致',
      '没有出示文件，无印章可查',
      '没有出示文件，无时间戳可查',
    ]);
    expect((await details({ id: licence.id }))[0]).toBe('证照库存有此编号的证照');
    const nobodys = { id: '00000000-0000-4000-8000-000000000000' };
    expect((await details(nobodys)).slice(0, 2)).toEqual(['编号的格式正确', '本证照库没有此证照，无从检查']);
    expect((await details({ identifier: '11010519491231002X' })).at(-1)).toBe('标识有误，无从查验');
  });

  it('fails a tampered copy, and what is no licence at all', async () => {
    const { document } = await issueOne();
    const tampered = structuredClone(document);
    tampered.licence.data.registeredCapital = '玖仟万元整';
    for (const { body } of [await verify({ document: tampered }), await upload('file', JSON.stringify(tampered))]) {
      expect([body.indication, body.subIndication]).toEqual(['TOTAL_FAILED', 'SIG_CRYPTO_FAILURE']);
    }
    for (const { status, body } of [
      await verify({ document: {} }),
      await upload('file', Buffer.from([0xff, 0xfe, 0xff])),
      await upload('file', ''),
    ]) {
      expect([status, body.indication, body.subIndication]).toEqual([200, 'TOTAL_FAILED', 'FORMAT_FAILURE']);
    }
  });

  it('answers in the language asked for', async () => {
    const { document } = await issueOne();
    expect((await verify({ document }, 'zh-CN')).body.steps[0].detail).toBe('文件是格式完好的证照');
    expect((await verify({ document }, 'en')).body.steps[0].detail).toBe('the file is a well-formed licence');
  });

  it('answers as of a moment in the past', async () => {
    const { licence } = await issueOne();
    const at = vault.clock.now().toISOString();
    vault.clock.advance(60_000);
    await call('POST', `/v1/licences/${licence.id}/operations`, {
      as: clerk,
      body: { operation: '05', toState: '07', legalReason: '吊销' },
      headers: { 'if-match': '"1"' },
    });
    expect((await verify({ id: licence.id, at })).body).toMatchObject({ indication: 'TOTAL_PASSED', asOf: at });
    expect((await verify({ id: licence.id })).body).toMatchObject({
      indication: 'TOTAL_FAILED',
      subIndication: 'REVOKED',
    });
  });

  it('survives a document that nests without end', async () => {
    const nested = `{"document":{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}}`;
    const headers = { 'content-type': 'application/json' };
    const answer = await call('POST', '/v1/verify', { as: clerk, body: nested, headers });
    expect([answer.status, answer.body.subIndication]).toEqual([200, 'FORMAT_FAILURE']);
  });

  it('asks for the file when the form has none', async () => {
    const boundary = 'b';
    const body = `--${boundary}\r\ncontent-disposition: form-data; name="note"\r\n\r\nx\r\n--${boundary}--\r\n`;
    const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
    const answer = await call('POST', '/v1/verify', { as: clerk, body, headers });
    expect([answer.status, answer.body.errors]).toEqual([
      400,
      [{ pointer: '/file', detail: 'required field is missing' }],
    ]);
  });
});
