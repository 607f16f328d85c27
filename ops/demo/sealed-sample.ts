import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DemoInfo } from '../../exchange/index.ts';
import { type OfficerActor, openHeldSigner, type PkiParts, trustMaterial } from '../../identity/index.ts';
import { writePem } from '../../identity/pki/index.ts';
import { sha256 } from '../../kernel/index.ts';
import {
  databaseTime,
  type SealParts,
  type StoredSeal,
  sealOfdWith,
  showSealFile,
  showSeals,
  useSeal,
  writeOfd,
} from '../../licence-vault/index.ts';
import { licencePage } from '../specimen/licence-page.ts';
import type { Enterprise } from './generate/enterprise.ts';
import { writePrivateFile } from './seed/credentials.ts';
import { licenceData } from './seed/licences.ts';

/** Where the files lie for whoever tries the demonstration. */
export type SampleFiles = NonNullable<DemoInfo['files']>;

export interface SealedSampleOptions {
  readonly dataDirectory: string;
  readonly parts: SealParts;
  readonly pki: PkiParts;
  /** Who seals, an officer of the organisation whose seal it is. */
  readonly actor: OfficerActor;
  /** A licence of the vault, whose status is looked up when the file is verified. */
  readonly licence: { readonly identifier: string; readonly enterprise: Enterprise };
}

/**
 * Puts files to be verified into the demonstration's folder: a business licence as OFD, sealed with the bureau's seal through
 * the register, the seal by itself, and what somebody needs who believes the demonstration's authority. Certificates and lists
 * are written anew each time; the sealed file only when there is none under the seal that the register has.
 * @returns undefined when the seal is not in use and nothing was sealed with it before
 */
export async function writeSealedSample(options: SealedSampleOptions): Promise<SampleFiles | undefined> {
  const { parts, actor, dataDirectory } = options;
  const folder = join(dataDirectory, 'demo', 'files');
  const files: SampleFiles = {
    licence: join(folder, 'sealed-licence.ofd'),
    seal: join(folder, 'approval-seal.esl'),
    trust: join(folder, 'trust.pem'),
  };
  const { organisation } = actor;
  const { items } = await showSeals({ database: parts.database, actor, organisation, limit: 1 });
  const [seal] = items;
  if (seal?.fileDigest === undefined) return undefined;
  await writePrivateFile(files.trust, await trustText(options.pki));
  const isThere = await Promise.all([holds(files.seal, seal.fileDigest), holds(files.licence)]);
  if (isThere.every(Boolean)) return files;
  if (seal.state !== 'active') return undefined;
  const bytes = await showSealFile({ database: parts.database, actor, id: seal.id });
  await writePrivateFile(files.licence, await sealedLicence({ ...options, seal, bytes }));
  await writePrivateFile(files.seal, bytes);
  return files;
}

async function sealedLicence(options: SealedSampleOptions & { seal: StoredSeal; bytes: Buffer }): Promise<Buffer> {
  const { parts, pki, actor, seal } = options;
  const { rows } = await parts.database.pool.query<{ id: string }>(
    `select id from identity.pki_certificate where encode(sha256(der), 'hex') = any($1) and key is not null`,
    [seal.signers],
  );
  const signer = await openHeldSigner(pki, rows[0]?.id ?? '');
  return parts.database.transaction((tx) =>
    sealOfdWith({
      bytes: licenceFile(options),
      seal: options.bytes,
      placements: [{ kind: 'normal', page: 1, x: 145, y: 228 }],
      mode: 'continue-sign',
      use: {
        algorithm: signer.algorithm,
        at: parts.clock.now(),
        apply: (thing) =>
          useSeal({ ...parts, trustedTime: databaseTime, tx, actor, seal: seal.id, signer, thing, purpose: {} }),
      },
    }),
  );
}

function licenceFile({ licence: { identifier, enterprise }, parts }: SealedSampleOptions): Buffer {
  const issuedOn = parts.clock.now().toISOString().slice(0, 10);
  const issuer = '灵山县行政审批局';
  const { name, unifiedCode, enterpriseType, address, legalRepresentative, ...rest } = licenceData(enterprise);
  const text = (value: unknown) => String(value ?? '');
  const until = enterprise.termTo ?? '长期';
  return writeOfd(
    licencePage({
      docId: sha256(identifier).toString('hex').slice(0, 32),
      title: '营业执照',
      issuer,
      issuedOn,
      customData: [
        { name: 'ZZMC', value: '营业执照' },
        { name: 'ZZBS', value: identifier },
        { name: 'ZZBFJG', value: issuer },
        { name: 'ZZBFRQ', value: issuedOn },
        { name: 'ZZYXQQSRQ', value: enterprise.termFrom },
        { name: 'ZZYXQJZRQ', value: until },
      ],
      particulars: [
        ['统一社会信用代码', text(unifiedCode)],
        ['名称', text(name)],
        ['类型', text(enterpriseType)],
        ['住所', text(address)],
        ['法定代表人', text(legalRepresentative)],
        ['注册资本', text(rest.registeredCapital)],
        ['成立日期', enterprise.establishedOn],
        ['营业期限', `${enterprise.termFrom} 至 ${until}`],
        ['经营范围', text(rest.businessScope)],
        ['登记机关', text(rest.registrationAuthority)],
      ],
      remark: '演示数据，不是真实证照 · Generated for a demonstration, no real licence',
    }),
  );
}

/** Certificates of the authorities and their revocation lists of this moment, PEM. */
async function trustText(pki: PkiParts): Promise<string> {
  const { anchors, intermediates, crls } = await trustMaterial(pki);
  return [
    ...[...anchors, ...intermediates].map(({ raw }) => writePem('CERTIFICATE', raw)),
    ...crls.map(({ raw }) => writePem('X509 CRL', raw)),
  ].join('');
}

/** Is there a file, and does it have the digest? */
async function holds(path: string, digest?: Buffer): Promise<boolean> {
  try {
    const bytes = await readFile(path);
    return digest === undefined || sha256(bytes).equals(digest);
  } catch {
    return false;
  }
}
