import type { OfdContent } from '../../ofd/write/content.ts';
import { date, dictionary, type PdfValue, text } from './value.ts';

/** Keys of the information dictionary that have a meaning of their own (ISO 32000-2 §14.3.3). */
const standardKeys: readonly string[] = [
  'Title',
  'Author',
  'Subject',
  'Keywords',
  'Creator',
  'Producer',
  'CreationDate',
  'ModDate',
  'Trapped',
];

/** Name of the CustomData with the digest that ties the files of a licence together. */
export const claimsName = 'KZ_CLAIMS';
/** Name of the CustomData with a licence's identifier (证照标识). */
export const identifierName = 'ZZBS';

const producer = 'Hufu';

/** What the document is, for programs that list files: the particulars of the OFD under the same names. */
export function information(content: OfdContent): PdfValue {
  const optional = (value: string | undefined) => (value === undefined ? undefined : text(value));
  const custom = (content.customData ?? []).filter(({ name }) => !standardKeys.includes(name));
  return dictionary({
    ...Object.fromEntries(custom.map(({ name, value }) => [name, text(value)])),
    Title: optional(content.title),
    Author: optional(content.author),
    Subject: optional(content.subject),
    Keywords: content.keywords === undefined ? undefined : text(content.keywords.join(', ')),
    Creator: text(content.creator ?? producer),
    Producer: text(producer),
    CreationDate: date(dayOf(content)),
  });
}

/** The day begins at midnight, everywhere alike: a time of day is not known. */
export function dayOf({ creationDate }: OfdContent): Date {
  return new Date(`${creationDate}T00:00:00Z`);
}

/** The same as XMP (ISO 16684-1), which is what archives read. */
export function xmp(content: OfdContent): Buffer {
  const element = (name: string, value: string | undefined) =>
    value === undefined ? '' : `<${name}>${escaped(value)}</${name}>`;
  const list = (name: string, kind: 'Alt' | 'Seq', value: string | undefined) => {
    const language = kind === 'Alt' ? ' xml:lang="x-default"' : '';
    return value === undefined
      ? ''
      : `<${name}><rdf:${kind}><rdf:li${language}>${escaped(value)}</rdf:li></rdf:${kind}></${name}>`;
  };
  const custom = (name: string) => content.customData?.find((one) => one.name === name)?.value;
  const lines = [
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>',
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
    '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"',
    ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:hufu="urn:hufu:licence">',
    element('dc:format', 'application/pdf'),
    list('dc:title', 'Alt', content.title),
    list('dc:creator', 'Seq', content.author),
    element('xmp:CreateDate', dayOf(content).toISOString()),
    element('pdf:Producer', producer),
    element('hufu:identifier', custom(identifierName)),
    element('hufu:claims', custom(claimsName)),
    '</rdf:Description></rdf:RDF></x:xmpmeta>',
    '<?xpacket end="r"?>',
  ];
  return Buffer.from(lines.filter((line) => line !== '').join('\n'), 'utf8');
}

/** Characters that XML 1.0 cannot carry are dropped. */
function escaped(value: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
  return value
    .replace(/[&<>]/g, (character) => entities[character] ?? character)
    .replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '');
}
