import type { OrganisationId } from '../../identity/index.ts';
import { type Database, encodeCursor } from '../../kernel/index.ts';
import type { CodeTableName, CodeTables } from '../code-table/code-table.ts';
import type { CodeRow } from '../generated/schemas.ts';
import { type PublicResource, publicResources } from '../open-data/public-resources.ts';
import type { OpenRows } from '../open-data/rows.ts';
import type { Parties } from '../parties.ts';
import type { ResourceId } from '../resource/resource-id.ts';
import { conceptIri, datasetOf, type Naming, serviceIri } from './dataset.ts';
import { chinese, context, type Node, texts } from './vocabulary.ts';

/** Resources read at a time: a megabyte, some milliseconds between two chances for others. */
const usualBatch = 200;

export interface DocumentOptions {
  readonly database: Database;
  readonly parties: Parties;
  readonly tables: CodeTables;
  /** The hub's public address, without a slash at its end. */
  readonly base: string;
  /** Left out: rows cannot be downloaded. */
  readonly openRows?: Pick<OpenRows, 'areListed'> | undefined;
  /** Begins behind this resource. */
  readonly after?: ResourceId | undefined;
  /** Holds so many datasets at most; all where it is left out. */
  readonly limit?: number | undefined;
  readonly batch?: number | undefined;
}

/**
 * The directory as everybody may see it, as a DCAT-AP 3 catalogue in JSON-LD, piece by piece: a whole directory goes out
 * in the memory of some hundred records. A page is a document of its own that names the next one (hydra:next).
 */
export async function* catalogueDocument(options: DocumentOptions): AsyncGenerator<string> {
  const { database, base, limit = Number.POSITIVE_INFINITY, batch = usualBatch } = options;
  const naming = namingOf(options);
  const services: string[] = [];
  let { after } = options;
  let [written, more] = [0, true];
  yield `${JSON.stringify({ '@context': context, ...catalogueHead(options, naming) }).slice(0, -1)},"dcat:dataset":[`;
  while (more && written < limit) {
    // One more than is written tells whether there are any left.
    const wanted = Math.min(batch, limit - written);
    const found = await publicResources(database, { after, limit: wanted + 1 });
    const part = found.slice(0, wanted);
    more = found.length > wanted;
    if (part.length > 0) yield part.map((resource, index) => lineOf(resource, written + index)).join('');
    written += part.length;
    after = part.at(-1)?.id;
  }
  const view = options.limit === undefined ? {} : { 'hydra:view': pageView(options, more ? after : undefined) };
  const tail = { 'dcat:service': services.map((iri) => ({ '@id': iri })), ...view };
  yield `\n],${JSON.stringify(tail).slice(1)}\n`;

  function lineOf(resource: PublicResource, place: number): string {
    const service = serviceIri(base, resource);
    if (service !== undefined) services.push(service);
    return `${place === 0 ? '' : ','}\n${JSON.stringify(datasetOf(resource, naming))}`;
  }
}

function catalogueHead({ parties, tables, base }: DocumentOptions, { publisher }: AgentNaming): Node {
  const administration = parties.organisations().find((organisation) => organisation.administration);
  const by = administration === undefined ? undefined : publisher({ provider: administration.id });
  const iri = `${base}/v1/catalog.jsonld`;
  const scheme = `${base}/v1/code-tables/class-category`;
  return {
    '@id': iri,
    '@type': 'dcat:Catalog',
    'dct:title': texts('政务信息资源目录', 'Directory of government information resources'),
    'dct:description': texts(
      '已发布且共享或开放的政务信息资源，按 DCAT-AP 3 描述。',
      'Government information resources that are published and shared or open, described in DCAT-AP 3.',
    ),
    'dct:language': chinese,
    'foaf:homepage': { '@id': `${base}/`, '@type': 'foaf:Document' },
    ...(by === undefined ? {} : { 'dct:publisher': by.agent }),
    ...(by?.area === undefined ? {} : { 'dct:spatial': by.area }),
    'dcat:themeTaxonomy': {
      '@id': scheme,
      '@type': 'skos:ConceptScheme',
      'dct:title': texts('信息资源分类', 'Classes of information resources'),
      'skos:hasTopConcept': conceptsOf(tables, base, scheme),
    },
  };
}

/** 类, and under each its 项. */
function conceptsOf(tables: CodeTables, base: string, scheme: string): readonly Node[] {
  const sections = [...(tables.get('class-section')?.values() ?? [])];
  const concept = (table: CodeTableName, { code, name, nameEn }: CodeRow): Node => ({
    '@id': conceptIri(base, table, code),
    '@type': 'skos:Concept',
    'skos:prefLabel': texts(name, nameEn),
    'skos:notation': code,
    'skos:inScheme': { '@id': scheme },
  });
  return [...(tables.get('class-category')?.values() ?? [])].map((category) => ({
    ...concept('class-category', category),
    'skos:narrower': sections
      .filter(({ parent }) => parent === category.code)
      .map((section) => concept('class-section', section)),
  }));
}

type AgentNaming = { readonly publisher: (of: { provider: OrganisationId }) => ReturnType<Naming['publisher']> };

/** Names organisations, areas and the origin of generated data in full where they come for the first time, by their IRI afterwards. */
function namingOf({ parties, tables, base, openRows }: DocumentOptions): Naming & AgentNaming {
  const told = new Set<string>();
  const once = (iri: string, more: Node): Node => {
    if (told.has(iri)) return { '@id': iri };
    told.add(iri);
    return { '@id': iri, ...more };
  };
  return {
    base,
    tables,
    areListed: (resource) => openRows?.areListed(resource) === true,
    generated: () =>
      once(`${base}/v1/catalog.jsonld#synthetic`, {
        '@type': 'dct:ProvenanceStatement',
        'rdfs:label': texts(
          '数据由程序生成，不涉及任何真实个人或单位。',
          'The data is generated and speaks of nobody.',
        ),
      }),
    publisher({ provider }) {
      const organisation = parties.organisation(provider);
      const name = organisation?.name ?? provider;
      const number = organisation?.unifiedCode;
      const agent = once(`${base}/v1/organisations/${provider}`, {
        '@type': 'foaf:Agent',
        'foaf:name': texts(name),
        ...(number === undefined ? {} : { 'dct:identifier': number }),
      });
      // Characters 3 to 8 of a unified code (GB 32100) are the division (GB/T 2260) that the organisation belongs to.
      const division = number?.slice(2, 8);
      if (division === undefined) return { agent, name };
      const area = once(`${base}/v1/catalog.jsonld#division-${division}`, {
        '@type': 'dct:Location',
        'dct:identifier': division,
      });
      return { agent, name, area };
    },
  };
}

function pageView({ base, after, limit }: DocumentOptions, next: ResourceId | undefined): Node {
  const page = (behind: ResourceId | undefined) => {
    const cursor = behind === undefined ? '' : `&cursor=${encodeURIComponent(encodeCursor([behind]))}`;
    return { '@id': `${base}/v1/catalog.jsonld?limit=${limit}${cursor}` };
  };
  return {
    ...page(after),
    '@type': 'hydra:PartialCollectionView',
    'hydra:first': page(undefined),
    ...(next === undefined ? {} : { 'hydra:next': page(next) }),
  };
}
