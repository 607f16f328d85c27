// @ts-check
import { existsSync } from 'node:fs';
import { runQuietly } from './program.mjs';

/** Where Chromium is found once it is installed: Debian, Ubuntu's transition, Chrome's own package. */
const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * The browser for the tests of the pages: the one that HUFU_BROWSER names, one that is installed, or Debian's, which is
 * installed where we may (root, apt). Undefined where there is none to be had.
 * @param {{ env: Record<string, string | undefined>, say: (line: string) => void }} options
 * @returns {Promise<string | undefined>} path of the program
 */
export async function findOrInstallBrowser({ env, say }) {
  const named = env.HUFU_BROWSER;
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`HUFU_BROWSER names ${named}, which is not there`);
    return named;
  }
  const found = () => places.find((path) => existsSync(path));
  const there = found();
  if (there !== undefined) return there;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined;
  say('installing Chromium for the tests of the pages (first run only)');
  const packages = ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-noto-cjk'];
  const apt = (/** @type {string[]} */ args) =>
    runQuietly('/usr/bin/apt-get', args, { cwd: '/', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  if ((await apt(packages)).code !== 0) {
    await apt(['update']);
    await apt(packages);
  }
  return found();
}
