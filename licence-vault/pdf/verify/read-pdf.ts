import { type Certificate, type Crl, parseCrl } from '../../../identity/pki/index.ts';
import { Problem } from '../../../kernel/pure/index.ts';
import { tryCertificate } from '../../seal/verify/certificates.ts';
import { PdfFault } from '../read/fault.ts';
import { isWhole, type PdfDictionary, PdfName, type PdfObject, PdfString } from '../read/object.ts';
import { PdfFile } from '../read/pdf-file.ts';
import { claimsFile } from '../write/write-pdf.ts';

/** A signature of a PDF as it stands in the file, not yet believed. */
export interface PdfSignature {
  /** Its form: PAdES, or what was before it. */
  readonly form: string;
  /** What is signed: pairs of a place and a length (ByteRange). */
  readonly range: readonly number[];
  /** The signed message with what fills its place, and where that place is, brackets included. */
  readonly contents: { readonly bytes: Buffer; readonly start: number; readonly end: number };
  /** When, by the signer's own word (M); undefined for none that can be read. */
  readonly signedAt: Date | undefined;
  /** What may be changed after it (DocMDP): 1 nothing, 2 forms, 3 notes too; undefined: nothing is said. */
  readonly permission: number | undefined;
}

/** What a verifier looks at in a PDF. */
export interface ReadPdf {
  readonly bytes: Buffer;
  readonly signatures: readonly PdfSignature[];
  /** The particulars of the licence, by the names of the licence standards. */
  readonly customData: readonly { readonly name: string; readonly value: string }[];
  /** The embedded file with the licence as data; undefined where there is none. */
  readonly claims: Buffer | undefined;
  /** Certificates and lists that come with the file (document security store). */
  readonly certificates: readonly Certificate[];
  readonly crls: readonly Crl[];
}

/** Bounds of what is looked for; real files stay far below. */
const bounds = { file: 100 * 1024 * 1024, fields: 1_000, depth: 16, files: 100, store: 64, texts: 200 } as const;

/** Reads a PDF as far as a verification needs it. @throws PdfFault */
export function readPdf(bytes: Uint8Array): ReadPdf {
  if (bytes.length > bounds.file) throw new PdfFault('文件超过 100 MiB', 'it is larger than 100 MiB');
  const file = new PdfFile(bytes);
  const { catalog } = file;
  return {
    bytes: file.bytes,
    signatures: signaturesOf(file, catalog),
    customData: textsOf(file),
    claims: claimsOf(file, catalog),
    ...storeOf(file, catalog),
  };
}

/** Signatures in the order of their fields (§12.7.4): those of fields in fields too. */
function signaturesOf(file: PdfFile, catalog: PdfDictionary): readonly PdfSignature[] {
  const found: PdfSignature[] = [];
  let seen = 0;
  const walk = (fields: readonly PdfObject[], inherited: PdfObject | undefined, depth: number) => {
    if (depth > bounds.depth) throw new PdfFault('表单域嵌套过深', 'fields nest too deep');
    for (const one of fields) {
      seen += 1;
      if (seen > bounds.fields) throw new PdfFault('表单域过多', 'there are too many fields');
      const field = file.dictionary(one);
      if (field === undefined) continue;
      const type = file.resolve(field.get('FT')) ?? inherited;
      walk(file.array(field.get('Kids')), type, depth + 1);
      const value = field.get('V');
      if (!(type instanceof PdfName) || type.name !== 'Sig' || value === undefined) continue;
      found.push(signatureOf(file, value));
    }
  };
  walk(file.array(file.dictionary(catalog.get('AcroForm'))?.get('Fields')), undefined, 0);
  return found;
}

function signatureOf(file: PdfFile, value: PdfObject): PdfSignature {
  const { isInFile } = file.find(value);
  const dictionary = file.dictionary(value);
  const contents = dictionary?.get('Contents');
  // A value that is referred to, or packed with others, has no place in the file that a byte range could leave out.
  if (dictionary === undefined || !isInFile || !(contents instanceof PdfString)) {
    throw new PdfFault('签名的值不在其位置上', 'the value of a signature is not where it must be');
  }
  const range = file.array(dictionary.get('ByteRange'));
  const form = file.resolve(dictionary.get('SubFilter'));
  return {
    form: form instanceof PdfName ? form.name : '',
    range: range.every(isWhole) ? range.map(Number) : [],
    contents,
    signedAt: dateOf(file.resolve(dictionary.get('M'))),
    permission: permissionOf(file, dictionary),
  };
}

/** DocMDP among the signature's references (§12.8.2.2); 2 is what counts where it says nothing. */
function permissionOf(file: PdfFile, dictionary: PdfDictionary): number | undefined {
  for (const one of file.array(dictionary.get('Reference'))) {
    const reference = file.dictionary(one);
    const method = file.resolve(reference?.get('TransformMethod'));
    if (!(method instanceof PdfName) || method.name !== 'DocMDP') continue;
    const permission = file.resolve(file.dictionary(reference?.get('TransformParams'))?.get('P'));
    return typeof permission === 'number' ? permission : 2;
  }
  return undefined;
}

const dateForm = /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:(Z)|([+-]\d\d)'?(\d\d)?'?)?/;

/** §7.9.4; one without a zone is of the one zone of the country. */
function dateOf(object: PdfObject): Date | undefined {
  if (!(object instanceof PdfString)) return undefined;
  const found = dateForm.exec(textOf(object.bytes));
  if (found === null) return undefined;
  const [, year, month, day, hour, minute, second, utc, hours = '+08', minutes = '00'] = found;
  const zone = utc ?? `${hours}:${minutes}`;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** Text for people (§7.9.2.2). What is in the encoding of PDF's own is read as Latin 1, of which ASCII is the part in use. */
function textOf(bytes: Buffer): string {
  const [first, second, third] = bytes;
  if (first === 0xfe && second === 0xff && bytes.length % 2 === 0) {
    return Buffer.from(bytes.subarray(2)).swap16().toString('utf16le');
  }
  if (first === 0xef && second === 0xbb && third === 0xbf) return bytes.toString('utf8', 3);
  return bytes.toString('latin1');
}

function textsOf(file: PdfFile): ReadPdf['customData'] {
  const info = file.dictionary(file.trailer.get('Info'));
  return [...(info ?? [])].slice(0, bounds.texts).flatMap(([name, member]) => {
    const value = file.resolve(member);
    return value instanceof PdfString ? [{ name, value: textOf(value.bytes) }] : [];
  });
}

/** The associated file (§14.13) that is the licence's data. */
function claimsOf(file: PdfFile, catalog: PdfDictionary): Buffer | undefined {
  const named = file
    .array(catalog.get('AF'))
    .slice(0, bounds.files)
    .flatMap((one) => {
      const specification = file.dictionary(one);
      const name = file.resolve(specification?.get('UF'));
      return name instanceof PdfString && textOf(name.bytes) === claimsFile ? [specification] : [];
    });
  const [only, second] = named;
  if (second !== undefined)
    throw new PdfFault('有多个证照数据文件', 'there is more than one file of the licence’s data');
  return file.stream(file.dictionary(only?.get('EF'))?.get('F'))?.data;
}

/** The document security store (ETSI EN 319 142-1 §5.4.2); what in it cannot be read proves nothing and is left. */
function storeOf(file: PdfFile, catalog: PdfDictionary): Pick<ReadPdf, 'certificates' | 'crls'> {
  const store = file.dictionary(catalog.get('DSS'));
  const streams = (key: string) =>
    file
      .array(store?.get(key))
      .slice(0, bounds.store)
      .flatMap((one) => file.stream(one)?.data ?? []);
  return {
    certificates: streams('Certs').flatMap((der) => tryCertificate(der) ?? []),
    crls: streams('CRLs').flatMap((der) => {
      try {
        return [parseCrl(der)];
      } catch (error) {
        if (error instanceof Problem) return [];
        throw error;
      }
    }),
  };
}
