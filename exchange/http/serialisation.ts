import SerializerSelector from '@fastify/fast-json-stringify-compiler';
import { type JsonSchema, sha256 } from '../../kernel/index.ts';

const standard = SerializerSelector();

type Compile = ReturnType<typeof standard>;
type Serialise = ReturnType<Compile>;

/** By a digest of all that went in, so that hubs of one process compile the same answer once. */
const compiled = new Map<string, Serialise>();

/**
 * Compiles response schemas: what a schema does not name does not leave the house. Fastify's own compiler looks through every
 * schema of the house for every answer of every route, which was most of what a hub did at its start; here an answer gets the
 * schemas that it refers to, directly or through others, and equal answers share what was compiled.
 * @param known by `$id`, every schema that routes may refer to
 */
export function serialiserFactory(known: unknown = {}): Compile {
  const schemas = known as Readonly<Record<string, JsonSchema>>;
  const here = new Map<string, Serialise>();
  return (route) => {
    const text = JSON.stringify(route.schema);
    let serialise = here.get(text);
    if (serialise === undefined) {
      const needed = referredTo(route.schema, schemas);
      const key = sha256(`${text}\n${JSON.stringify(needed)}`).toString('base64');
      serialise = compiled.get(key) ?? standard(needed)(route);
      compiled.set(key, serialise);
      here.set(text, serialise);
    }
    return serialise;
  };
}

/** The known schemas that one refers to, those that they refer to, and so on. */
function referredTo(schema: unknown, known: Readonly<Record<string, JsonSchema>>): Record<string, JsonSchema> {
  const found: Record<string, JsonSchema> = {};
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, member] of Object.entries(value)) {
      if (key !== '$ref' || typeof member !== 'string') visit(member);
      else {
        const [id = ''] = member.split('#');
        const named = known[id];
        if (named === undefined || Object.hasOwn(found, id)) continue;
        found[id] = named;
        visit(named);
      }
    }
  };
  visit(schema);
  return found;
}
