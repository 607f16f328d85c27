import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BrowserServer, chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import type { DemoInfo } from '../../../exchange/index.ts';
import { freePort } from '../../../ops/embedded/free-port.ts';
import { findOrInstallBrowser } from '../../../ops/setup/browser.mjs';
import { makeReady } from '../../../ops/setup/ready.mjs';
import { temporaryFolder } from '../../support/temporary-folder.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The demonstration county that the pages are looked at with; null where there is no browser. */
    county: County | null;
  }
}

/** A demonstration county with everything on, and a browser to look at it. */
export interface County {
  readonly url: string;
  readonly browser: string;
  readonly info: DemoInfo;
  readonly dataDirectory: string;
}

const root = resolve(import.meta.dirname, '../../..');

/** Flags for a closed network: nothing is looked up, updated or reported. */
const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-domain-reliability',
  // The county under another name than the machine's own: a connection that browsers do not call secure.
  '--host-resolver-rules=MAP console.county.example 127.0.0.1',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
];

/** One demonstration county and one browser for all tests of the pages, gone without a trace at their end. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const program = await findOrInstallBrowser({ env: process.env, say });
  project.provide('county', null);
  if (program === undefined) {
    say('no browser is installed and none can be: the tests of the pages are skipped');
    return undefined;
  }
  await makeReady({ root, build: true, say });
  const folder = await temporaryFolder('county');
  const port = await freePort();
  const demonstration = await startCounty({
    ...{ HOME: process.env.HOME, PATH: process.env.PATH },
    HUFU_DATA_DIR: folder.path,
    HUFU_HTTP_PORT: String(port),
    HUFU_RATE_LIMIT_PER_MINUTE: '100000',
  });
  let browser: BrowserServer | undefined;
  const stop = async () => {
    await browser?.close();
    await demonstration[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  };
  try {
    browser = await chromium.launchServer({
      executablePath: program,
      headless: true,
      args: quiet,
      // A sandbox of its own is refused to root.
      chromiumSandbox: process.getuid?.() !== 0,
    });
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide('county', {
    url: demonstration.hubUrl,
    browser: browser.wsEndpoint(),
    info: demonstration.info,
    dataDirectory: folder.path,
  });
  return stop;
}

/** The county's programs run compiled, as `npm start` has them. */
async function startCounty(env: Record<string, string | undefined>) {
  const built = (path: string) => import(/* @vite-ignore */ pathToFileURL(join(root, 'dist', path)).href);
  const { startDemonstration }: typeof import('../../../ops/start/demonstration.ts') =
    await built('ops/start/demonstration.js');
  const { createTerminal }: typeof import('../../../ops/start/terminal.ts') = await built('ops/start/terminal.js');
  const lines: string[] = [];
  const terminal = createTerminal({ write: (text) => void lines.push(text), colours: false });
  const { mainJob }: typeof import('../../../ops/start/main-job.ts') = await built('ops/start/main-job.js');
  try {
    const demonstration = await startDemonstration({ env, terminal, people: 2_000, companies: 200 });
    // A county where nothing has happened yet has little to show.
    for await (const { held, title } of mainJob(demonstration.subjects)) if (!held) throw new Error(`${title}: failed`);
    return demonstration;
  } catch (error) {
    process.stderr.write(lines.join(''));
    throw error;
  }
}
