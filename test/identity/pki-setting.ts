import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Response } from 'light-my-request';
import { signingMethod } from '../../identity/pki/algorithm/create-signature.ts';
import type { PrivateKey } from '../../identity/pki/algorithm/private-key.ts';
import { writeSubject } from '../../identity/pki/ca/distinguished-name.ts';
import { holdCeremony } from '../../identity/pki/ca/hold-ceremony.ts';
import { createPki, type PkiParts } from '../../identity/pki/ca/parts.ts';
import type { Suite } from '../../identity/pki/ca/tables.ts';
import { writePem } from '../../identity/pki/der/pem.ts';
import { bitString, implicitSequence, integer, sequence } from '../../identity/pki/der/write.ts';
import {
  type Answer,
  administrator,
  type IdentityApp,
  setUpAdministration,
  startIdentityApp,
} from '../support/identity-app.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

export const ceremonySecret = 'two keepers, one sentence';

/** The public address in certificates: what a test puts in when it serves on a port of its own. */
export interface PkiSetting extends AsyncDisposable {
  readonly db: TestDatabase;
  readonly hub: IdentityApp;
  readonly parts: PkiParts;
  readonly folder: TemporaryFolder;
  /** Bearer tokens: of the data administration's operator, and of the police's. */
  readonly admin: string;
  readonly police: string;
  /** Writes a file and gives its path. */
  file(name: string, content: string | Uint8Array): Promise<string>;
  read(name: string): Promise<Buffer>;
  /** Runs the OpenSSL command line in the folder. */
  openssl(...args: readonly string[]): Promise<Run>;
  /** A request with a binary body or answer. */
  binary(options: {
    method: 'GET' | 'POST';
    url: string;
    type?: string;
    body?: Uint8Array;
    as?: string;
    headers?: Record<string, string>;
  }): Promise<Response>;
}

export interface Run {
  readonly code: number;
  /** Both streams. */
  readonly text: string;
}

/** A hub with identity's routes, the administration `data` and the police with an operator each, and both authorities set up. */
export async function startPki(suites: readonly Suite[] = ['sm2', 'p256']): Promise<PkiSetting> {
  const db = await createTestDatabase();
  const folder = await temporaryFolder('pki');
  const hub = await startIdentityApp({ database: db.database });
  await setUpAdministration(hub);
  await hub.organisation('police', '灵山县公安局');
  await hub.organisation('market', '灵山县市场监督管理局');
  await hub.officer('police-operator', 'police', ['operator']);
  const parts = createPki(hub.parts);
  for (const suite of suites) {
    const ceremony = { suite, name: '灵山县', demonstration: true, secret: ceremonySecret, issuing: 'keep' } as const;
    await holdCeremony({ parts, actor: 'set-up', ceremony });
  }
  return {
    db,
    hub,
    parts,
    folder,
    admin: await hub.login(administrator.login, administrator.password),
    police: await hub.login('police-operator'),
    async file(name, content) {
      const path = join(folder.path, name);
      await writeFile(path, content);
      return path;
    },
    read: (name) => readFile(join(folder.path, name)),
    openssl: (...args) => run('openssl', args, folder.path),
    binary: ({ method, url, type, body, as, headers }) =>
      hub.app.inject({
        method,
        url,
        headers: {
          ...(type === undefined ? {} : { 'content-type': type }),
          ...(as === undefined ? {} : { authorization: `Bearer ${as}` }),
          ...headers,
        },
        ...(body === undefined ? {} : { payload: Buffer.from(body) }),
      }),
    async [Symbol.asyncDispose]() {
      await hub[Symbol.asyncDispose]();
      await db[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

export function run(program: string, args: readonly string[], cwd: string): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const parts: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => parts.push(part));
    child.stderr.on('data', (part: Buffer) => parts.push(part));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, text: Buffer.concat(parts).toString() }));
  });
}

/** Asks OpenSSL for a key and a request; SM2 under the national ID. @returns PEM of the request */
export async function opensslRequest(pki: PkiSetting, name: string, curve: 'SM2' | 'P-256'): Promise<string> {
  const national = curve === 'SM2' ? ['-sm3', '-sigopt', 'distid:1234567812345678'] : ['-sha256'];
  await pki.openssl('ecparam', '-name', curve, '-genkey', '-noout', '-out', `${name}.key`);
  const made = await pki.openssl(
    'req',
    '-new',
    '-key',
    `${name}.key`,
    ...national,
    '-subj',
    '/CN=asked',
    '-out',
    `${name}.csr`,
  );
  const read = await pki.openssl('req', '-in', `${name}.csr`);
  if (made.code !== 0 || read.code !== 0) throw new Error(`${made.text}\n${read.text}`);
  return read.text;
}

/** Asks for a certificate and fails with the answer's body when the status is another. */
export async function issued(pki: PkiSetting, order: object, as = pki.admin, status = 201): Promise<Answer['body']> {
  const answer = await pki.hub.call('POST', '/v1/pki/certificates', { as, body: order });
  if (answer.status !== status) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** The certificates of a suite's authorities, as PEM and as files for OpenSSL. */
export async function authorityFiles(pki: PkiSetting, suite: Suite) {
  const { body } = await pki.hub.call('GET', '/v1/pki/authorities');
  const items: { suite: string; role: string; status: string; pem: string }[] = body.items;
  const pemOf = (role: string) =>
    items.find((one) => one.suite === suite && one.role === role && one.status === 'active')!.pem;
  const [rootPem, issuingPem] = [pemOf('root'), pemOf('issuing')];
  return {
    rootPem,
    issuingPem,
    root: await pki.file(`root-${suite}.pem`, rootPem),
    issuing: await pki.file(`issuing-${suite}.pem`, issuingPem),
  };
}

/** Whether OpenSSL's own signature check holds, for SM2 under the national ID. @param signed.by PEM file of the signer's certificate */
export async function opensslHolds(
  pki: PkiSetting,
  signed: { by: string; tbs: Uint8Array; signature: Uint8Array },
): Promise<boolean> {
  const key = await pki.openssl('x509', '-in', signed.by, '-noout', '-pubkey');
  await pki.file('check.pub', key.text);
  await pki.file('check.tbs', signed.tbs);
  await pki.file('check.sig', signed.signature);
  const isSm2 = (await pki.openssl('pkey', '-pubin', '-in', 'check.pub', '-noout', '-text')).text.includes('SM2');
  const digest = isSm2 ? ['-digest', 'sm3', '-pkeyopt', 'distid:1234567812345678'] : ['-digest', 'sha256'];
  const files = ['-inkey', 'check.pub', '-in', 'check.tbs', '-sigfile', 'check.sig'];
  const { code } = await pki.openssl('pkeyutl', '-verify', '-pubin', '-rawin', ...digest, ...files);
  return code === 0;
}

/** A request made without OpenSSL, DER; what is given otherwise makes it wrong. */
export function requestFor(
  key: PrivateKey,
  changes: { sm2Id?: string; signedBy?: PrivateKey; version?: number } = {},
): Buffer {
  const method = signingMethod(changes.signedBy ?? key, changes.sm2Id === undefined ? {} : { sm2Id: changes.sm2Id });
  const name = writeSubject({ organisation: 'whoever', commonName: 'asked' });
  const info = sequence(integer(changes.version ?? 0), name, key.publicKey.spki, implicitSequence(0));
  return sequence(info, method.algorithm, bitString(method.sign(info)));
}

export function requestPem(key: PrivateKey, changes: Parameters<typeof requestFor>[1] = {}): string {
  return writePem('CERTIFICATE REQUEST', requestFor(key, changes));
}
