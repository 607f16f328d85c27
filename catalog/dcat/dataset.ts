import { type CodeTables, rowOf } from '../code-table/code-table.ts';
import { openItems } from '../open-data/openness.ts';
import type { PublicResource } from '../open-data/public-resources.ts';
import { rowAddresses } from '../open-data/rows.ts';
import {
  accessRights,
  chinese,
  csvFormat,
  day,
  frequencyOf,
  jsonFormat,
  moment,
  type Node,
  texts,
} from './vocabulary.ts';

/** What nodes of one document are made with. */
export interface Naming {
  /** The hub's public address, without a slash at its end. */
  readonly base: string;
  readonly tables: CodeTables;
  /** The organisation that provides, and the area it stands for; in full where they come for the first time. */
  readonly publisher: (resource: PublicResource) => {
    readonly agent: Node;
    readonly name: string;
    readonly area?: Node;
  };
  /** Says that the data was generated. */
  readonly generated: () => Node;
  /** Can everybody have its rows now, if it is open? */
  readonly areListed: (resource: PublicResource) => boolean;
}

/** The IRI of a row of a code table. */
export function conceptIri(base: string, table: string, code: string): string {
  return `${base}/v1/code-tables/${table}#${encodeURIComponent(code)}`;
}

/** The IRI of the service by which rows of a resource are asked, or undefined where they cannot be. */
export function serviceIri(base: string, { id, matchKeys }: PublicResource): string | undefined {
  return matchKeys.length === 0 ? undefined : `${base}/v1/resources/${id}#service`;
}

/**
 * A resource as a DCAT-AP 3 dataset with its distribution and, where rows can be asked for, its data service; where everybody
 * can have all rows, with a distribution for each form of the download.
 */
export function datasetOf(resource: PublicResource, naming: Naming): Node {
  const { base, tables } = naming;
  const { id, code, name, nameEn, abstract, class: place, publicationDate, updatedAt, edition, synthetic } = resource;
  const { agent, name: publisher, area } = naming.publisher(resource);
  const iri = `${base}/v1/resources/${id}`;
  const open = openItems(resource).length > 0;
  const rights = open ? accessRights.public : accessRights.restricted;
  const described = {
    'dcat:contactPoint': { '@id': `${agent['@id']}#contact`, '@type': 'vcard:Organization', 'vcard:fn': publisher },
    'dcat:theme': themesOf(resource, naming),
    'dcat:keyword': keywordsOf(place),
    'dct:accessRights': rights,
  };
  const service = serviceIri(base, resource);
  const asked = {
    '@id': `${iri}#distribution`,
    '@type': 'dcat:Distribution',
    'dct:title': texts(name, nameEn),
    'dct:description': texts(...distributionText(resource, tables)),
    'dcat:accessURL': { '@id': service === undefined ? iri : `${base}/v1/query` },
    ...(service === undefined ? { 'dct:format': formatOf(resource) } : jsonFormat),
    'dct:rights': rightsOf(iri, resource, open),
    ...(service === undefined
      ? {}
      : {
          'dcat:accessService': {
            '@id': service,
            '@type': 'dcat:DataService',
            'dct:title': texts(`${name}查询核验接口`, nameEn === name ? undefined : `${nameEn}: query and verify`),
            'dct:publisher': { '@id': agent['@id'] },
            'dcat:endpointURL': { '@id': `${base}/v1/query` },
            'dcat:endpointDescription': { '@id': `${iri}/openapi.json` },
            'dcat:servesDataset': { '@id': iri },
            ...described,
            // Rows are asked for by whom a grant names, also where the public may know them.
            'dct:accessRights': accessRights.restricted,
          },
        }),
  };
  return {
    '@id': iri,
    '@type': 'dcat:Dataset',
    'dct:identifier': code,
    'dct:title': texts(name, nameEn),
    'dct:description': texts(abstract),
    'dct:publisher': agent,
    ...described,
    'dct:language': chinese,
    'dct:accrualPeriodicity': periodicityOf(resource, tables),
    ...(area === undefined ? {} : { 'dct:spatial': area }),
    ...(publicationDate === undefined ? {} : { 'dct:issued': day(publicationDate) }),
    'dct:modified': moment(updatedAt),
    'dcat:version': String(edition),
    ...(synthetic ? { 'dct:provenance': naming.generated() } : {}),
    ...(open
      ? {
          'foaf:page': {
            '@id': `${base}/v1/open-data/${id}.json`,
            '@type': 'foaf:Document',
            'dct:title': texts('数据说明、信息项和代码表', 'Description, items and code tables'),
          },
        }
      : {}),
    'dcat:distribution': open && naming.areListed(resource) ? [asked, ...downloadsOf(resource, base)] : asked,
  };
}

/** The rows of an open resource, in each form. */
function downloadsOf(resource: PublicResource, base: string): readonly Node[] {
  const iri = `${base}/v1/resources/${resource.id}`;
  const { csv, json } = rowAddresses(base, resource);
  const forms = [
    ['csv', 'CSV', csv, csvFormat],
    ['json', 'JSON', json, jsonFormat],
  ] as const;
  return forms.map(([form, name, address, format]) => ({
    '@id': `${iri}#rows-${form}`,
    '@type': 'dcat:Distribution',
    'dct:title': texts(`全部各行（${name}）`, `All rows (${name})`),
    'dcat:accessURL': { '@id': address },
    'dcat:downloadURL': { '@id': address },
    ...format,
    'dct:rights': { '@id': `${iri}#rights` },
  }));
}

/** 类 and 项 as themes; the departments of 类 3 are no table and stand among the keywords. */
function themesOf({ class: { category, section } }: PublicResource, { base, tables }: Naming): readonly Node[] {
  return [
    { '@id': conceptIri(base, 'class-category', category) },
    ...(rowOf(tables, 'class-section', section)?.parent === category
      ? [{ '@id': conceptIri(base, 'class-section', section) }]
      : []),
  ];
}

function keywordsOf({ section, item, subItem }: PublicResource['class']): readonly Node[] {
  const words = new Set([section, item, ...(subItem === undefined ? [] : [subItem])]);
  return [...words].flatMap((word) => texts(word));
}

function periodicityOf({ updateCycle }: PublicResource, tables: CodeTables): Node {
  const row = rowOf(tables, 'update-cycle', updateCycle);
  return (
    frequencyOf(updateCycle) ?? {
      '@type': 'dct:Frequency',
      'rdfs:label': texts(row?.name ?? updateCycle, row?.nameEn),
    }
  );
}

function formatOf({ format: { concrete } }: PublicResource): Node {
  return { '@type': 'dct:MediaTypeOrExtent', 'rdfs:label': concrete };
}

function distributionText({ format, sharing }: PublicResource, tables: CodeTables): readonly [string, string] {
  const [kind, mode] = [rowOf(tables, 'format', format.category), rowOf(tables, 'sharing-mode', sharing.mode)];
  return [
    `格式：${kind?.name ?? format.category}（${format.concrete}）；共享方式：${mode?.name ?? sharing.mode}。`,
    `Format: ${kind?.nameEn ?? format.category} (${format.concrete}); shared by: ${mode?.nameEn ?? sharing.mode}.`,
  ];
}

/** On what terms it may be had: what the provider wrote as the condition of opening, or of sharing within government. */
function rightsOf(iri: string, { sharing, openness }: PublicResource, open: boolean): Node {
  const [zh, en] = open ? ['向社会开放', 'Open to the public'] : ['政务部门间共享', 'Shared within government'];
  const condition = open ? openness.condition : sharing.condition;
  return {
    '@id': `${iri}#rights`,
    '@type': 'dct:RightsStatement',
    'rdfs:label': condition === undefined ? texts(zh, en) : texts(`${zh}：${condition}`),
  };
}
