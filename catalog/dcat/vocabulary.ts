/**
 * The names that a DCAT-AP 3 document is written in. The context stands in the document itself, so that nobody who reads it
 * has to fetch anything.
 */
export const context = {
  dcat: 'http://www.w3.org/ns/dcat#',
  dct: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  hydra: 'http://www.w3.org/ns/hydra/core#',
  rdfs: 'http://www.w3.org/2000/01/rdf-schema#',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  vcard: 'http://www.w3.org/2006/vcard/ns#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
} as const;

const authority = 'http://publications.europa.eu/resource/authority';

export const chinese = { '@id': `${authority}/language/ZHO` } as const;

/** Rights of access: for everybody, or for those who have a grant. */
export const accessRights = {
  public: { '@id': `${authority}/access-right/PUBLIC` },
  restricted: { '@id': `${authority}/access-right/RESTRICTED` },
} as const;

const mediaTypes = 'https://www.iana.org/assignments/media-types';

/** The format of what the query interface answers, and of rows in JSON. */
export const jsonFormat = {
  'dct:format': { '@id': `${authority}/file-type/JSON` },
  'dcat:mediaType': { '@id': `${mediaTypes}/application/json` },
} as const;

export const csvFormat = {
  'dct:format': { '@id': `${authority}/file-type/CSV` },
  'dcat:mediaType': { '@id': `${mediaTypes}/text/csv` },
} as const;

/**
 * The frequency of the European vocabulary for a code of the table update-cycle. A region's own code has none and goes out
 * under its name.
 */
const frequencies: ReadonlyMap<string, string> = new Map([
  ['1', 'UPDATE_CONT'],
  ['2', 'DAILY'],
  ['3', 'WEEKLY'],
  ['4', 'MONTHLY'],
  ['5', 'QUARTERLY'],
  ['6', 'ANNUAL'],
  ['7', 'ANNUAL_2'],
  ['9', 'OTHER'],
]);

export function frequencyOf(code: string): { readonly '@id': string } | undefined {
  const name = frequencies.get(code);
  return name === undefined ? undefined : { '@id': `${authority}/frequency/${name}` };
}

/** A part of a JSON-LD document. */
export type Node = Readonly<Record<string, unknown>>;

/** A text in Chinese and, where there is one of its own, in English. */
export function texts(zh: string, en?: string): readonly Node[] {
  const chineseText = { '@value': zh, '@language': 'zh' };
  // A workbook has no English names: what was filled in for one is no English.
  return en === undefined || en === zh ? [chineseText] : [chineseText, { '@value': en, '@language': 'en' }];
}

/** A day `YYYY-MM-DD`. */
export function day(date: string): Node {
  return { '@value': date, '@type': 'xsd:date' };
}

export function moment(at: Date): Node {
  return { '@value': at.toISOString(), '@type': 'xsd:dateTime' };
}
