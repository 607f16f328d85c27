import type { Database } from '../../kernel/index.ts';
import type { Resource } from '../resource/resource.ts';
import { itemTables } from './item-codes.ts';
import { type Sandbox, sandboxOf } from './sandbox.ts';

/** Sandboxes kept ready; each holds a compiled row schema and a dozen records. */
const mostKept = 200;

/** Gives the sandbox of a resource as it stands, with the codes of the tables as they are now. */
export type OpenSandbox = (resource: Resource) => Promise<Sandbox>;

/**
 * @example
 * const openSandbox = createSandboxes({ database });
 * const { samples } = await openSandbox(resource);
 */
export function createSandboxes({ database }: { database: Database }): OpenSandbox {
  const kept = new Map<string, Sandbox>();
  return async (resource) => {
    const tables = await itemTables(database, resource.items);
    const versions = [...tables.values()].map(({ name, version }) => `${name}@${version}`);
    const key = [resource.id, resource.version, ...versions].join(' ');
    const known = kept.get(key);
    if (known !== undefined) return known;
    const sandbox = sandboxOf(resource, new Map([...tables].map(([name, { codes }]) => [name, codes])));
    const [oldest] = kept.keys();
    if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest);
    kept.set(key, sandbox);
    return sandbox;
  };
}
