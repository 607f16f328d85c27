import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';

/** Names and addresses of the county are written with these, and what programs write for each other is not. */
const chinese = /[\u3400-\u9fff]/;
/** A citizen number, or something that looks like one; digests and ids run on before or behind it. */
const citizenNumber = /(?<![\w.-])\d{17}[\dX](?![\w-])/;

/**
 * Holds what a running demonstration writes and publishes to saying nothing of anybody: the log lines of hub and connectors, the
 * metrics, and every leaf of the evidence log, those of the sample licences among them. Not by looking for the people of the
 * main job, but for anything that could be a name, an address or a number.
 */
export async function expectSilentDemonstration(options: { hub: string; data: string }): Promise<void> {
  const { hub, data } = options;
  const folder = join(data, 'logs');
  const names = await readdir(folder);
  expect(names.length).toBeGreaterThan(4);
  for (const name of names) {
    const lines = (await readFile(join(folder, name), 'utf8')).split('\n');
    // What a connector says to whoever started it, in both languages.
    expectSilence(name, lines.filter((line) => !line.endsWith('已接通 · connected')).join('\n'));
  }
  const published = async (path: string) => Buffer.from(await (await fetch(`${hub}${path}`)).arrayBuffer()).toString();
  const metrics = await published('/metrics');
  expect(metrics).toContain('hufu_queries_total{resource="population.resident"');
  expectSilence('metrics', metrics);
  const size = Number((await published('/v1/log/checkpoint')).split('\n')[1]);
  expect(size).toBeGreaterThan(256);
  for (let first = 0; first < size; first += 256) {
    const width = Math.min(256, size - first);
    const bundle = `${String(first / 256).padStart(3, '0')}${width < 256 ? `.p/${width}` : ''}`;
    const entries = await published(`/v1/log/tile/entries/${bundle}`);
    expect(entries.split('"commitments":').length).toBe(width + 1);
    expectSilence(`entries ${bundle}`, entries);
  }
}

function expectSilence(what: string, text: string): void {
  for (const pattern of [chinese, citizenNumber]) expect([what, pattern.exec(text)?.[0]]).toEqual([what, undefined]);
}
