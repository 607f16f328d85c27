import { stringify } from 'yaml';
import type { Resource } from './question.ts';

/** Kinds of source that a connector reads. */
export type SourceKind = 'postgres' | 'http' | 'csv' | 'geojson';

export const dateForms = ['yyyyMMdd', 'yyyy-MM-dd', 'yyyy/MM/dd', 'yyyy年MM月dd日'] as const;
export type DateForm = (typeof dateForms)[number];

/** Where one field of the resource comes from. */
export interface FieldLine {
  field: string;
  /** Column, property or JSON pointer; empty: the source does not have it. */
  from: string;
  date: DateForm | '';
  trim: boolean;
}

/** A connector's configuration as it is being written. Passwords and tokens are none of it. */
export interface ConnectorDraft {
  system: string;
  organisation: string;
  natsUrl: string;
  kind: SourceKind;
  /** postgres */
  host: string;
  port: string;
  database: string;
  user: string;
  table: string;
  /** http */
  url: string;
  rows: string;
  health: string;
  header: string;
  /** csv, geojson */
  path: string;
  delimiter: ',' | ';' | '\t' | '|';
  encoding: 'utf-8' | 'gb18030';
  fields: FieldLine[];
  /** Column that says when a row was last written; empty: not measured. */
  freshness: string;
}

/** A member of the draft and what is wrong with it, as a code that the page has words for. */
export type Fault =
  | 'needed'
  | 'natsUrl'
  | 'host'
  | 'port'
  | 'table'
  | 'url'
  | 'urlOrigin'
  | 'pointer'
  | 'header'
  | 'column'
  | 'keyField';

const isAddress = (text: string, protocols: readonly string[]) =>
  URL.canParse(text) && protocols.includes(new URL(text).protocol);

/** Is the part before the path free of placeholders, so that no value can choose another host? */
function hasFixedOrigin(url: string): boolean {
  const end = url.indexOf('/', url.indexOf('://') + 3);
  return !/[{}?#\\]/.test(end < 0 ? url : url.slice(0, end));
}

/** The fields that an address asks for. */
export const placeholdersOf = (url: string): readonly string[] => [
  ...new Set([...url.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name)),
];

const jsonPointer = /^(\/([^~/]|~[01])*)*$/u;
const tableName = /^[^.\0]{1,63}(\.[^.\0]{1,63})?$/;

/** What is wrong with the connection to the hub. */
export function connectionFaults({ system, natsUrl }: ConnectorDraft): Readonly<Record<string, Fault>> {
  const faults: Record<string, Fault> = {};
  if (system === '') faults.system = 'needed';
  const servers = natsUrl.split(',').map((each) => each.trim());
  if (!servers.every((each) => isAddress(each, ['nats:', 'tls:']))) faults.natsUrl = 'natsUrl';
  return faults;
}

/** What is wrong with the source, by member of the draft. The same rules as the connector's own, said sooner. */
export function sourceFaults(draft: ConnectorDraft): Readonly<Record<string, Fault>> {
  const faults: Record<string, Fault> = {};
  switch (draft.kind) {
    case 'postgres':
      if (!/^[A-Za-z0-9_.-]+$|^\[[0-9a-fA-F:]+\]$/.test(draft.host)) faults.host = 'host';
      if (!/^\d{1,5}$/.test(draft.port) || Number(draft.port) > 65_535 || Number(draft.port) === 0)
        faults.port = 'port';
      if (draft.database.trim() === '') faults.database = 'needed';
      if (draft.user.trim() === '') faults.user = 'needed';
      if (!tableName.test(draft.table)) faults.table = 'table';
      break;
    case 'http':
      if (!hasFixedOrigin(draft.url)) faults.url = 'urlOrigin';
      else if (!isAddress(draft.url.replaceAll(/\{[^{}]*\}/g, 'x'), ['http:', 'https:'])) faults.url = 'url';
      if (!jsonPointer.test(draft.rows)) faults.rows = 'pointer';
      if (draft.health !== '' && !isAddress(draft.health, ['http:', 'https:'])) faults.health = 'url';
      if (draft.header !== '' && !/^[A-Za-z0-9-]{1,64}$/.test(draft.header)) faults.header = 'header';
      break;
    default:
      if (draft.path.trim() === '') faults.path = 'needed';
  }
  return faults;
}

/** What is wrong with the mapping, by field; `freshness` for the column that is measured. */
export function mappingFaults(draft: ConnectorDraft, resource: Resource): Readonly<Record<string, Fault>> {
  const faults: Record<string, Fault> = {};
  const mapped = new Set(draft.fields.filter(({ from }) => from.trim() !== '').map(({ field }) => field));
  for (const { field, from } of draft.fields) {
    if (from === '') continue;
    const points = from.startsWith('/') && (draft.kind === 'geojson' || draft.kind === 'http');
    if (points && !jsonPointer.test(from)) faults[field] = 'pointer';
    if (draft.kind === 'postgres' && new TextEncoder().encode(from).length > 63) faults[field] = 'column';
    if (from.length > 256) faults[field] = 'column';
  }
  if (matchable(draft, resource).length === 0)
    for (const field of resource.matchKeys[0] ?? []) if (!mapped.has(field)) faults[field] = 'keyField';
  const keyColumns = matchable(draft, resource)
    .flat()
    .map((name) => draft.fields.find(({ field }) => field === name)?.from);
  if (draft.freshness !== '' && keyColumns.includes(draft.freshness)) faults.freshness = 'column';
  return faults;
}

/** The match keys that the source can serve: all their fields are mapped, and the address asks for nothing else. */
export function matchable(
  { fields, kind, url }: ConnectorDraft,
  { matchKeys }: Pick<Resource, 'matchKeys'>,
): string[][] {
  const mapped = new Set(fields.filter(({ from }) => from.trim() !== '').map(({ field }) => field));
  const needed = kind === 'http' ? placeholdersOf(url) : [];
  return matchKeys
    .filter((key) => key.every((field) => mapped.has(field)) && needed.every((field) => key.includes(field)))
    .map((key) => [...key]);
}

/** Environment variable that holds the secret of a source; undefined where there is none. */
export function secretOf({ kind, header }: ConnectorDraft): string | undefined {
  if (kind === 'postgres') return 'SOURCE_PASSWORD';
  return kind === 'http' && header !== '' ? 'SOURCE_TOKEN' : undefined;
}

const sourceName = 'source';

function sourceOf(draft: ConnectorDraft): object {
  switch (draft.kind) {
    case 'postgres': {
      const user = encodeURIComponent(draft.user.trim());
      const database = encodeURIComponent(draft.database.trim());
      return {
        kind: 'postgres',
        url: `postgres://${user}:\${SOURCE_PASSWORD}@${draft.host}:${draft.port}/${database}`,
      };
    }
    case 'http':
      return {
        kind: 'http',
        url: draft.url,
        ...(draft.header === '' ? {} : { headers: { [draft.header]: `\${SOURCE_TOKEN}` } }),
        ...(draft.rows === '' ? {} : { rows: draft.rows }),
        ...(draft.health === '' ? {} : { health: draft.health }),
      };
    case 'csv':
      return { kind: 'csv', path: draft.path.trim(), delimiter: draft.delimiter, encoding: draft.encoding };
    case 'geojson':
      return { kind: 'geojson', path: draft.path.trim() };
  }
}

function fieldOf({ from, date, trim }: FieldLine): string | object {
  return date === '' && !trim ? from : { from, ...(date === '' ? {} : { date }), ...(trim ? { trim } : {}) };
}

/**
 * The configuration as the YAML file that a connector reads (connectors/README.md). It holds no secret: key and credentials
 * are files beside it, passwords and tokens come from the environment.
 * @param options.orderKeys the hub's public order keys, where the connector's trust begins
 */
export function connectorYaml(options: {
  readonly draft: ConnectorDraft;
  readonly resource: Pick<Resource, 'id' | 'matchKeys'>;
  readonly orderKeys: readonly object[];
}): string {
  const { draft, resource, orderKeys } = options;
  return stringify(
    {
      organisation: draft.organisation,
      system: draft.system,
      signingKey: `${draft.system}.json`,
      hub: { keys: { keys: orderKeys }, remember: `${draft.system}.learnt.json` },
      nats: { url: draft.natsUrl.trim(), credentials: `${draft.system}.creds` },
      sources: { [sourceName]: sourceOf(draft) },
      resources: [
        {
          id: resource.id,
          source: sourceName,
          ...(draft.kind === 'postgres' ? { from: draft.table } : {}),
          match: matchable(draft, resource),
          fields: Object.fromEntries(
            draft.fields.filter(({ from }) => from.trim() !== '').map((line) => [line.field, fieldOf(line)]),
          ),
          ...(draft.kind === 'http' || draft.freshness === '' ? {} : { measure: { freshness: draft.freshness } }),
        },
      ],
    },
    { lineWidth: 0 },
  );
}

/** The one command that starts the connector: it asks for the secret, so that none stands in a history. */
export function startCommand(draft: ConnectorDraft): string {
  const secret = secretOf(draft);
  const files = `${draft.system}.json ${draft.system}.creds`;
  const asking = secret === undefined ? '' : `read -rsp '${secret}: ' ${secret} && export ${secret} && `;
  return `chmod 600 ${files} && ${asking}npx hufu connector run ${draft.system}.yaml`;
}
