import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { freePort } from '../embedded/free-port.ts';
import { scratchFolder } from '../embedded/index.ts';
import { findOrInstallBrowser } from '../setup/browser.mjs';
import { startDemonstration } from '../start/demonstration.ts';
import { createTerminal } from '../start/terminal.ts';
import { type BenchReport, type BenchSettings, median } from './report.ts';

/** The initial script, as browsers get it: what the document names, compressed with gzip. */
const built = fileURLToPath(new URL('../../console', import.meta.url));

/** What the console's first page loads and how soon it can be used, by a browser that has nothing of it yet. */
export async function benchConsole(settings: BenchSettings): Promise<BenchReport> {
  const program = await findOrInstallBrowser({ env: process.env, say: settings.progress });
  if (program === undefined) throw new Error('there is no browser, and none can be installed');
  const folder = await scratchFolder('bench-console');
  try {
    const port = await freePort();
    await using demonstration = await startDemonstration({
      env: { PATH: process.env.PATH, HOME: process.env.HOME, HUFU_DATA_DIR: folder, HUFU_HTTP_PORT: String(port) },
      terminal: createTerminal({ write: () => {}, colours: false }),
      people: 500,
      companies: 50,
    });
    const browser = await chromium.launch({ executablePath: program, chromiumSandbox: process.getuid?.() !== 0 });
    const times: { usable: number; scripts: number }[] = [];
    for (let round = 0; round < settings.rounds; round += 1) {
      settings.progress(`opening the first page, ${round + 1} of ${settings.rounds}`);
      // A context of its own has an empty cache.
      const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
      const page = await context.newPage();
      await page.goto(demonstration.hubUrl);
      await page.getByRole('heading', { level: 1 }).waitFor();
      times.push(
        await page.evaluate(`(async () => {
        // Usable: the heading stands there, and the loop is free for a click.
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        const scripts = performance.getEntriesByType('resource').filter((each) => each.name.endsWith('.js'));
        return { usable: performance.now(), scripts: scripts.reduce((sum, each) => sum + each.encodedBodySize, 0) };
      })()`),
      );
      await context.close();
    }
    await browser.close();
    return {
      bench: 'console',
      rows: [],
      ratios: {},
      figures: {
        firstPageMs: median(times.map(({ usable }) => usable)),
        firstPageScriptKiB: median(times.map(({ scripts }) => scripts)) / 1024,
        initialScriptGzipKiB: (await initialScriptBytes(built)) / 1024,
      },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Bytes, compressed with gzip, of every script that the console's document names or that those import at once. */
export async function initialScriptBytes(folder: string): Promise<number> {
  const seen = new Set<string>();
  const visit = async (path: string): Promise<number> => {
    if (seen.has(path)) return 0;
    seen.add(path);
    const [text, small] = await Promise.all([
      readFile(join(folder, path), 'utf8'),
      readFile(join(folder, `${path}.gz`)),
    ]);
    const imported = [...text.matchAll(/(?:^|[;}\s])import\s*(?:[^'"();]*?from\s*)?["']\.\/([^'"]+\.js)["']/g)];
    let sum = small.length;
    for (const [, name = ''] of imported) sum += await visit(join('assets', name));
    return sum;
  };
  const document = await readFile(join(folder, 'index.html'), 'utf8');
  let sum = 0;
  for (const [, path = ''] of document.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)) sum += await visit(path);
  return sum;
}
