import type { Context } from '../context.ts';
import { print } from '../output.ts';
import { systemClient } from './query.ts';

/** `hufu resource types RESOURCE > x.d.ts` */
export async function resourceTypes(context: Context, id: string, options: { as?: string }): Promise<number> {
  const client = systemClient({
    context,
    as: options.as,
    fitting: (demo) => demo.systems.find((each) => each.kind === 'consumer')?.id,
    fetch: fetchDeclarations,
  });
  const types = await client.get(`/v1/resources/${encodeURIComponent(id)}/types.d.ts`);
  print(context.output, { resource: id, types: String(types) }, ({ types: text }) => [text.trimEnd()]);
  return 0;
}

/** Declarations are text, and the client takes answers for JSON: so they are handed to it as a JSON text. */
const fetchDeclarations: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  const isText = response.headers.get('content-type')?.startsWith('application/typescript') === true;
  return isText ? Response.json(await response.text(), { status: response.status }) : response;
};
