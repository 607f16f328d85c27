import { readDocument } from './read-document.ts';
import { customDataOf, type SignedFile } from './signed-file.ts';

/** What a licence that was presented says of itself; it is worth what the verdict on it is worth. */
export interface PresentedLicence {
  readonly identifier: string | undefined;
  /** 证照名称. */
  readonly title: string | undefined;
  /** Name of the holder. */
  readonly holder: string | undefined;
  readonly issuer: string | undefined;
  readonly issuedOn: string | undefined;
  readonly validFrom: string | undefined;
  readonly validTo: string | undefined;
}

/** Names of the licence standards (GB/T 36905), as files have them. */
const names = {
  identifier: 'ZZBS',
  title: 'ZZMC',
  holder: 'CZZT',
  issuer: 'ZZBFJG',
  issuedOn: 'ZZBFRQ',
  validFrom: 'ZZYXQQSRQ',
  validTo: 'ZZYXQJZRQ',
} as const satisfies Readonly<Record<keyof PresentedLicence, string>>;

/** Particulars of a licence as an OFD or PDF has them beside its pages; undefined for a file that is no licence. */
export function presentedInFile(file: SignedFile): PresentedLicence | undefined {
  const data = customDataOf(file);
  const said = (name: string) => {
    const value = data.find((one) => one.name === name)?.value.trim();
    return value === undefined || value === '' ? undefined : shown(value);
  };
  const presented: PresentedLicence = {
    identifier: said(names.identifier),
    title: said(names.title),
    holder: said(names.holder),
    issuer: said(names.issuer),
    issuedOn: said(names.issuedOn),
    validFrom: said(names.validFrom),
    validTo: said(names.validTo),
  };
  return presented.identifier === undefined && presented.title === undefined ? undefined : presented;
}

/** The same of a licence document; undefined for bytes that are none. */
export function presentedInDocument(bytes: Uint8Array): PresentedLicence | undefined {
  const read = readDocument(bytes);
  if ('wrong' in read) return undefined;
  const { identifier, type, holder, issuer, issuedOn, validFrom, validTo } = read.document.licence;
  return {
    ...{ identifier, issuedOn, validFrom, validTo },
    title: shown(type.name),
    holder: shown(holder.name),
    issuer: shown(issuer.name),
  };
}

const longestShown = 200;

/** Words of whoever made the file: one line of moderate length. */
function shown(text: string): string {
  const line = text.replace(/\p{C}+/gu, ' ');
  return line.length > longestShown ? `${line.slice(0, longestShown)}…` : line;
}
