import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { initialScriptBytes } from '../../ops/bench/console.ts';
import { apiTypes } from '../../ops/setup/api-types.mjs';
import { county, hasBrowser } from './support/visit.ts';

const root = resolve(import.meta.dirname, '../..');

describe.runIf(hasBrowser)('the console as it is built', () => {
  it('has the types of the interface as the hub describes it', async () => {
    const answer = await fetch(`${county().url}/openapi.json`);
    const written = await readFile(join(root, 'console', 'generated', 'api.ts'), 'utf8');
    expect(await apiTypes((await answer.json()) as never), 'npm run generate -- --api ADDRESS').toBe(written);
  });

  it('begins with 350 KiB of script at most, compressed; what is heavy is loaded with the page that needs it', async () => {
    const bytes = await initialScriptBytes(join(root, 'dist', 'console'));
    expect(bytes).toBeGreaterThan(20 * 1024);
    expect(bytes).toBeLessThanOrEqual(350 * 1024);
  });
});
