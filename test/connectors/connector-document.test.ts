import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readConnectorConfig } from '../../connectors/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { newKey } from './sample.ts';

const document = readFileSync(new URL('../../connectors/README.md', import.meta.url), 'utf8');

/** A fenced block by the name behind its language, without the list's indentation. */
function block(name: string): string {
  const found = new RegExp(`^( *)\`\`\`yaml ${name.replace('.', '\\.')}\\n(.*?)\\n\\1\`\`\`$`, 'ms').exec(document);
  if (found === null) throw new Error(`the document has no block ${name}`);
  return found[2]!.replaceAll(new RegExp(`^${found[1]}`, 'gm'), '');
}

describe('the configurations of the document', () => {
  it('are read as they stand there', async () => {
    await using folder = await temporaryFolder('document');
    const at = (name: string) => join(folder.path, name);
    await writeFile(at('hub-keys.json'), JSON.stringify({ keys: [newKey('hub-1').publicJwk] }));
    await writeFile(at('police-connector.key.json'), JSON.stringify(newKey('own').privateJwk), { mode: 0o600 });
    await writeFile(at('police-connector.creds'), 'creds', { mode: 0o600 });
    const env = { REGISTER_URL: 'postgres://reader:x@db/register', REGISTER_TOKEN: 'x' };
    await writeFile(at('minimal.yaml'), block('minimal.yaml'));
    const minimal = await readConnectorConfig({ path: at('minimal.yaml'), env });
    expect(minimal.resources.map(({ id }) => id)).toEqual(['population.resident']);

    const all = { ...parse(block('minimal.yaml')), ...parse(block('sources.yaml')) };
    await writeFile(at('all.yaml'), JSON.stringify(all));
    const { sources, limits } = await readConnectorConfig({ path: at('all.yaml'), env });
    expect(Object.values(sources).map(({ kind }) => kind)).toEqual(['postgres', 'csv', 'geojson', 'http']);
    const [first] = all.resources;
    const measured = { ...all, resources: [{ ...first, ...parse(block('measures.yaml')) }] };
    await writeFile(at('measured.yaml'), JSON.stringify(measured));
    const [resource] = (await readConnectorConfig({ path: at('measured.yaml'), env })).resources;
    await writeFile(at('usual.yaml'), JSON.stringify({ ...all, resources: [{ ...first, measure: { quality: {} } }] }));
    const [usual] = (await readConnectorConfig({ path: at('usual.yaml'), env })).resources;
    // What the document shows but for the column is what holds when it is left out.
    expect(resource?.measure).toEqual({ ...usual?.measure, freshness: { from: 'gxsj', date: undefined } });
    for (const [name, value] of Object.entries(limits)) {
      expect(document).toMatch(new RegExp(`\`limits\\.${name}\` \\|[^|]+\\| ${value} \\|`));
    }
  });
});
