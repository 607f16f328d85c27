import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { importJWK, SignJWT } from 'jose';
import { importSigningKey, RequestSigner } from '../../connectors/protocol/index.ts';
import { type OfficerProfile, openOfficerSession, type SystemProfile } from '../../exchange/index.ts';
import { systemClock, systemRandom } from '../../kernel/index.ts';
import { freePort } from '../embedded/free-port.ts';
import { findOrInstallNatsServer, startNats } from '../embedded/index.ts';
import { type Demonstration, startDemonstration } from '../start/demonstration.ts';
import { builtProgram } from '../start/programs.ts';
import { createTerminal } from '../start/terminal.ts';
import type { LoadRequest } from './load.ts';
import type { BenchSettings } from './report.ts';

/** One side of the comparison, running. */
export interface Side extends AsyncDisposable {
  readonly target: LoadRequest;
}

/** Two programs over a NATS of their own: one that takes requests, in as many processes as are asked for, and one that answers them. */
export async function startPlain(options: {
  folder: string;
  program: 'bare' | 'moleculer';
  fronts: number;
  settings: BenchSettings;
}): Promise<Side> {
  const { folder, program } = options;
  const natsServer = await findOrInstallNatsServer({
    toolDirectory: join(folder, 'tools'),
    searchPath: process.env.PATH,
    progress: options.settings.progress,
  });
  const nats = await startNats({
    program: natsServer,
    storeDirectory: join(folder, `${program}-nats`),
    temporary: true,
  });
  const responder = startPart(program, 'responder', nats.url);
  const fronts = Array.from({ length: options.fronts }, () => startPart(program, 'front', nats.url));
  await responder.ready;
  const [first = '', ...others] = await Promise.all(fronts.map(({ ready }) => ready.then(({ url = '' }) => url)));
  return {
    target: {
      urls: [first, ...others],
      make: (n) => ({
        headers: {},
        body: JSON.stringify({ match: { number: String(n) }, fields: ['name', 'address'] }),
      }),
    },
    async [Symbol.asyncDispose]() {
      for (const part of [...fronts, responder]) part.stop();
      await nats.stop();
    },
  };
}

function startPart(
  program: string,
  role: string,
  natsUrl: string,
): { ready: Promise<{ url?: string }>; stop: () => void } {
  const child = spawn(process.execPath, [builtProgram(`ops/bench/${program}.js`), role, natsUrl], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ready = new Promise<{ url?: string }>((resolve, reject) => {
    child.once('message', (message) => resolve(message as { url?: string }));
    child.once('exit', (code) => reject(new Error(`${program} ${role} ended with code ${code}`)));
  });
  return { ready, stop: () => child.kill() };
}

/** Hufu as a county runs it: the demonstration, with fewer people. */
export async function startHufu(options: {
  folder: string;
  hubs: number;
  settings: BenchSettings;
}): Promise<Side & { hubPid: number }> {
  const { folder, hubs, settings } = options;
  const dataDirectory = join(folder, 'hufu');
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    HUFU_DATA_DIR: dataDirectory,
    HUFU_HTTP_PORT: String(await freePort()),
    HUFU_LOG_LEVEL: 'warn',
    HUFU_RATE_LIMIT_PER_MINUTE: '10000000',
  };
  const demonstration: Demonstration = await startDemonstration({
    env,
    terminal: createTerminal({ write: (text) => settings.progress(text.trimEnd()), colours: false }),
    people: 5_000,
    companies: 100,
    hubs,
  });
  const { query } = demonstration.info.examples;
  const profileOf = async (id: string): Promise<unknown> =>
    JSON.parse(await readFile(join(dataDirectory, 'demo', 'credentials', `${id}.json`), 'utf8'));
  const profile = (await profileOf(query.system)) as SystemProfile;
  await liftQuota((await profileOf('police-admin')) as OfficerProfile, query);
  const key = importSigningKey({ ...profile.privateKey }, profile.kid);
  const authorization = `Bearer ${await accessToken(profile)}`;
  const path = '/v1/query';
  const [first = '', ...others] = demonstration.hubUrls.map((url) => `${url}${path}`);
  const signer = new RequestSigner({ key, clock: systemClock, random: systemRandom });
  /** Signed as the SDK does it, those of one turn together; what that costs the consumer counts here, with the load. */
  const make = async (n: number) => {
    const body = JSON.stringify({
      resource: query.resource,
      mode: 'lookup',
      match: query.match,
      fields: query.fields,
      purpose: { matter: query.matter, case: `bench-${n}` },
    });
    const targetUri = `${profile.hub}${path}`;
    const signature = await signer.sign({ method: 'POST', targetUri, authorization, content: body });
    return { headers: { authorization, ...signature }, body };
  };
  return {
    hubPid: demonstration.hub.pid ?? 0,
    target: { urls: [first, ...others], make },
    [Symbol.asyncDispose]: () => demonstration[Symbol.asyncDispose](),
  };
}

/** Terms of a grant that a new one takes over. */
const kept = [
  ...['consumer', 'resource', 'modes', 'fields', 'verifyFields', 'predicates', 'matchFields', 'matters', 'rowScope'],
  ...['matterQuotas', 'perSecond', 'validFrom', 'validUntil', 'hours', 'requiresOfficer', 'represents', 'basis'],
];

/** A benchmark asks in a minute what a department asks in a day: the same grant once more, for as many queries as come. */
async function liftQuota(
  profile: OfficerProfile,
  { system, resource }: { system: string; resource: string },
): Promise<void> {
  await using session = await openOfficerSession({ ...profile, language: 'en' });
  const { items } = (await session.get(`/v1/grants?resource=${resource}`)) as {
    items: readonly { id: string; status: string; consumer: { system?: string }; [term: string]: unknown }[];
  };
  const grant = items.find(({ status, consumer }) => status === 'active' && consumer.system === system);
  if (grant === undefined) throw new Error(`no grant of ${resource} for ${system}`);
  const terms = Object.fromEntries(kept.flatMap((name) => (grant[name] === undefined ? [] : [[name, grant[name]]])));
  await session.post(`/v1/grants/${grant.id}/events`, { event: 'revoke', reason: 'benchmark' });
  await session.post('/v1/grants', { ...terms, dailyQuota: 1_000_000_000 });
}

/** One token serves a whole run: that is what a token is for. */
async function accessToken({ hub, id, kid, privateKey }: SystemProfile): Promise<string> {
  const assertion = await new SignJWT({ jti: systemRandom.uuid() })
    .setProtectedHeader({ alg: 'ES256', kid })
    .setIssuer(id)
    .setSubject(id)
    .setAudience(hub)
    .setIssuedAt()
    .setExpirationTime('2m')
    .sign(await importJWK({ ...privateKey, alg: 'ES256' }));
  const answer = await fetch(`${hub}/v1/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    }),
  });
  const { access_token: token } = (await answer.json()) as { access_token?: string };
  if (token === undefined) throw new Error(`no token: HTTP ${answer.status}`);
  return token;
}
