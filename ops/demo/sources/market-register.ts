import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { equalInConstantTime, sha256 } from '../../../kernel/index.ts';
import type { CountyOnDemand } from '../generate/county.ts';
import type { Enterprise, EnterpriseStatus } from '../generate/enterprise.ts';
import { writeSeededFile } from './seeded-file.ts';

const statusCodes: Readonly<Record<EnterpriseStatus, string>> = { 存续: '1', 吊销: '2', 注销: '3', 迁出: '4' };

/** Entries of a page of the register. */
export const pageLength = 200;

/** An enterprise in the register's own terms. */
interface RegisterEntry {
  readonly UNISCID: string;
  readonly ENTNAME: string;
  readonly [member: string]: unknown;
}

/** The market regulator's interface while it runs. */
export interface MarketRegister extends AsyncDisposable {
  /** E.g. `http://127.0.0.1:40123`. */
  readonly url: string;
  readonly entries: number;
}

/**
 * Puts the enterprises where the market regulator keeps them: `qydj.json`, which {@link startMarketRegister} serves.
 * Skipped when the file already holds this county.
 */
export function writeMarketRegister(options: { readonly folder: string; readonly county: CountyOnDemand }) {
  const { folder, county } = options;
  return writeSeededFile({
    folder,
    name: 'qydj.json',
    fingerprint: county.metadata.fingerprint,
    content: () => JSON.stringify({ metadata: county.metadata, entries: county.get().enterprises.map(entryOf) }),
  });
}

/**
 * Serves the register over HTTP, as the department did before there was an exchange:
 * `GET /enterprises?offset=` a page of {@link pageLength} in the order of their codes, with their number in all,
 * `GET /enterprises/{unified code}` answers `{"code": 0, "data": {…}}` or 404, `GET /enterprises?name=` a list of those that bear exactly
 * the name, `GET /health` says `ok`. All but the last want the key in the header `X-Api-Key` (401).
 * @param options.file written by {@link writeMarketRegister}
 * @param options.port default: any free one
 */
export async function startMarketRegister(options: {
  readonly file: string;
  readonly apiKey: string;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
}): Promise<MarketRegister> {
  const { file, apiKey, host = '127.0.0.1', port = 0 } = options;
  const { entries } = JSON.parse(await readFile(file, 'utf8')) as { entries: readonly RegisterEntry[] };
  const byCode = new Map(entries.map((entry) => [entry.UNISCID, entry]));
  const inOrder = entries.toSorted((one, other) => (one.UNISCID < other.UNISCID ? -1 : 1));
  const byName = new Map<string, RegisterEntry[]>();
  for (const entry of entries) byName.set(entry.ENTNAME, [...(byName.get(entry.ENTNAME) ?? []), entry]);
  const keyDigest = sha256(apiKey);
  const server = createServer((request, response) => {
    const { status, body } = answer(request, { byCode, byName, inOrder, keyDigest });
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
    response.end(JSON.stringify(body));
  });
  await listening(server, host, port);
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    entries: entries.length,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

function answer(
  request: IncomingMessage,
  register: {
    readonly byCode: ReadonlyMap<string, RegisterEntry>;
    readonly byName: ReadonlyMap<string, readonly RegisterEntry[]>;
    readonly inOrder: readonly RegisterEntry[];
    readonly keyDigest: Buffer;
  },
): Answer {
  if (request.method !== 'GET') return refusal(405, 'only GET');
  const address = request.url ?? '/';
  if (!URL.canParse(address, 'http://register.invalid')) return refusal(400, 'address not readable');
  const url = new URL(address, 'http://register.invalid');
  if (url.pathname === '/health') return { status: 200, body: 'ok' };
  const key = request.headers['x-api-key'];
  if (typeof key !== 'string' || !equalInConstantTime(sha256(key), register.keyDigest)) {
    return refusal(401, 'X-Api-Key missing or wrong');
  }
  if (url.pathname === '/enterprises' && url.searchParams.has('offset')) {
    const offset = url.searchParams.get('offset') ?? '';
    if (!/^\d{1,9}$/.test(offset)) return refusal(400, 'offset is no number');
    const list = register.inOrder.slice(Number(offset), Number(offset) + pageLength);
    return found({ total: register.inOrder.length, list });
  }
  if (url.pathname === '/enterprises') {
    const name = url.searchParams.get('name');
    if (name === null || name === '') return refusal(400, 'name missing');
    return found(register.byName.get(name) ?? []);
  }
  const code = /^\/enterprises\/([0-9A-Za-z]{1,32})$/.exec(url.pathname)?.[1];
  const entry = code === undefined ? undefined : register.byCode.get(code.toUpperCase());
  return entry === undefined ? refusal(404, 'no such enterprise') : found(entry);
}

function found(data: unknown): Answer {
  return { status: 200, body: { code: 0, msg: 'ok', synthetic: true, data } };
}

function refusal(status: number, msg: string): Answer {
  return { status, body: { code: status, msg, data: null } };
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function entryOf(one: Enterprise): RegisterEntry {
  return {
    UNISCID: one.unifiedCode,
    ENTNAME: one.name,
    ENTTYPE: one.type,
    LEREP: { NAME: one.legalRepresentative, CERNO: one.legalRepresentativeNumber },
    REGCAP: one.registeredCapital,
    ESTDATE: one.establishedOn,
    DOM: one.address,
    DOMDISTRICT: one.divisionCode,
    DOMTOWN: one.townCode,
    DOMVILLAGE: one.villageCode,
    INDUSTRYCO: one.industryCode,
    OPSCOPE: one.businessScope,
    REGSTATE: statusCodes[one.status],
    REGORG: one.registrationAuthority,
    OPFROM: one.termFrom,
    OPTO: one.termTo,
    APPRDATE: one.approvedOn,
  };
}
