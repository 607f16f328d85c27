import type { Context } from '../context.ts';
import { print } from '../output.ts';
import { systemClient } from './query.ts';

/** `hufu resource types RESOURCE > x.d.ts` */
export async function resourceTypes(context: Context, id: string, options: { as?: string }): Promise<number> {
  const client = systemClient({
    context,
    as: options.as,
    fitting: (demo) => demo.systems.find((each) => each.kind === 'consumer')?.id,
  });
  const types = await client.get(`/v1/resources/${encodeURIComponent(id)}/types.d.ts`);
  print(context.output, { resource: id, types: String(types) }, ({ types: text }) => [text.trimEnd()]);
  return 0;
}
