import { createHash } from 'node:crypto';
import { openOfdPackage, type PackagePart, writeOfdPackage } from '../../../licence-vault/index.ts';
import type { Holders } from './certificates.ts';
import { signedMessage } from './signed-messages.ts';

const folder = 'Doc_0/Signs/Sign_0';
const namespace = 'xmlns:ofd="http://www.ofdspec.org/2016"';

/** An OFD file with a digital signature (Type="Sign"), a signed message and no seal: what others write, and we only read. */
export async function signDigitally(holders: Holders, file: Buffer): Promise<Buffer> {
  const parts = openOfdPackage(file).entries.map(({ name, bytes }) =>
    part(name, name === 'OFD.xml' ? withSignatures(bytes.toString()) : bytes),
  );
  const description = Buffer.from(descriptionOf(parts));
  return writeOfdPackage([
    ...parts,
    part('Doc_0/Signs/Signatures.xml', Buffer.from(list)),
    part(`${folder}/Signature.xml`, description),
    part(`${folder}/SignedValue.dat`, await signedMessage(holders, description)),
  ]);
}

function part(name: string, bytes: Buffer): PackagePart {
  return { name, bytes, isCompressed: true };
}

function withSignatures(root: string): Buffer {
  const place = '<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>';
  return Buffer.from(root.replace('</ofd:DocBody>', `${place}</ofd:DocBody>`));
}

const entry = `<ofd:Signature ID="s001" Type="Sign" BaseLoc="/${folder}/Signature.xml"/>`;
const list = `<ofd:Signatures ${namespace}><ofd:MaxSignId>s001</ofd:MaxSignId>${entry}</ofd:Signatures>`;

function descriptionOf(parts: readonly PackagePart[]): string {
  const references = parts.map(({ name, bytes }) => {
    const value = createHash('sm3').update(bytes).digest('base64');
    return `<ofd:Reference FileRef="/${name}"><ofd:CheckValue>${value}</ofd:CheckValue></ofd:Reference>`;
  });
  return [
    `<ofd:Signature ${namespace}><ofd:SignedInfo><ofd:Provider ProviderName="another"/>`,
    `<ofd:References CheckMethod="1.2.156.10197.1.401">${references.join('')}</ofd:References>`,
    '</ofd:SignedInfo><ofd:SignedValue>SignedValue.dat</ofd:SignedValue></ofd:Signature>',
  ].join('');
}
