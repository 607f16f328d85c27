import { sql } from 'kysely';
import type { Actor } from '../../identity/index.ts';
import type { Database } from '../../kernel/index.ts';
import type { CatalogTables } from '../tables.ts';
import { readResource } from './read-resource.ts';
import type { Resource } from './resource.ts';
import type { ResourceId } from './resource-id.ts';
import { maySee } from './visibility.ts';

/** The kind of a relation that stands in `relatedResources` (关联资源代码). */
export const plainRelation = 'related';

/** One relation of a resource, seen from it. */
export interface RelationLine {
  readonly kind: string;
  /** `to`: this resource names the other one; `from`: is named by it. */
  readonly direction: 'to' | 'from';
  readonly code: string;
  readonly id?: ResourceId;
  readonly name?: string;
}

type Other = Pick<
  Resource,
  'id' | 'code' | 'name' | 'provider' | 'status' | 'sharing' | 'relatedResources' | 'relations'
>;

/**
 * A resource's relations in both directions. Of resources that the actor may not see, what this resource says itself is
 * shown, their code, and nothing else.
 * @throws RESOURCE_NOT_FOUND
 */
export async function relationsOf(options: {
  database: Database;
  actor: Actor;
  id: ResourceId;
}): Promise<readonly RelationLine[]> {
  const { database, actor } = options;
  const { code, relatedResources, relations } = await readResource(options);
  const stated = [...relatedResources.map((other) => ({ kind: plainRelation, code: other })), ...relations];
  const others = await relatedTo(
    database,
    code,
    stated.map((relation) => relation.code),
  );
  const visible = others.filter((other) => maySee(actor, other));
  const byCode = new Map<string, Other>(visible.map((other) => [other.code, other]));
  const to = stated.map(({ kind, code: other }): RelationLine => {
    const found = byCode.get(other);
    return { kind, direction: 'to', code: other, ...(found === undefined ? {} : { id: found.id, name: found.name }) };
  });
  const from = visible.flatMap((other): RelationLine[] => {
    const line = { direction: 'from', code: other.code, id: other.id, name: other.name } as const;
    const plain = other.relatedResources
      .filter((named) => named === code)
      .map(() => ({ ...line, kind: plainRelation }));
    return [...plain, ...other.relations.filter((named) => named.code === code).map(({ kind }) => ({ ...line, kind }))];
  });
  return [...to, ...from];
}

/** Resources that have one of the codes, or name this one. */
async function relatedTo(database: Database, code: string, codes: readonly string[]): Promise<readonly Other[]> {
  const rows = await database
    .tables<CatalogTables>()
    .selectFrom('catalog.resource')
    .select(['id', 'code', 'name', 'provider', 'status', 'sharing', 'related_resources', 'relations'])
    .where(({ or }) =>
      or([
        sql<boolean>`code = any(${[...codes]}::text[])`,
        sql<boolean>`related_resources @> ${[code]}::text[]`,
        sql<boolean>`relations @> ${JSON.stringify([{ code }])}::jsonb`,
      ]),
    )
    .orderBy('id')
    .execute();
  return rows.map(({ related_resources: relatedResources, ...row }) => ({ ...row, relatedResources }));
}
