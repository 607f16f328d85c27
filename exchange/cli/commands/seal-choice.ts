import { sealKeeperSession } from '../clerk-session.ts';
import type { AsOptions, ChooseSealOptions, Context } from '../context.ts';
import { CommandError, exitCode } from '../exit.ts';
import { print, table } from '../output.ts';

interface Seal {
  readonly id: string;
  readonly organisation: string;
  readonly name: string;
  readonly state: string;
  readonly validTo: string;
}
interface Choice {
  readonly organisation: string;
  readonly type: string | null;
  readonly seal: string | null;
  readonly chosenAt: string;
  readonly revision: number;
}

/** `hufu seal list` */
export async function seals(context: Context, { as }: AsOptions): Promise<number> {
  await using session = await sealKeeperSession(context, as);
  const page = (await session.get('/v1/seals?limit=100')) as { items: readonly Seal[]; next: string | null };
  print(context.output, page, ({ items }) =>
    items.length === 0
      ? ['没有印章 · no seals']
      : table(items.map((seal) => [seal.id, seal.organisation, seal.name, seal.state, seal.validTo.slice(0, 10)])),
  );
  return exitCode.done;
}

/** `hufu seal choices` */
export async function choices(context: Context, { as }: AsOptions): Promise<number> {
  await using session = await sealKeeperSession(context, as);
  const found = (await session.get('/v1/seal-choices')) as { items: readonly Choice[] };
  print(context.output, found, ({ items }) =>
    items.length === 0
      ? ['没有指定：各单位用自己的印章 · none is chosen: each organisation’s own seal is used']
      : table(items.map(cells)),
  );
  return exitCode.done;
}

/** `hufu seal choose SEAL|none --organisation ID|* [--type TYPE]`: what was chosen before is looked up, and replaced as it was found. */
export async function choose(context: Context, seal: string, options: ChooseSealOptions): Promise<number> {
  if (seal !== 'none' && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(seal))
    throw new CommandError('须为印章编号或 none · takes the id of a seal, or none', exitCode.usage);
  await using session = await sealKeeperSession(context, options.as);
  const { organisation } = options;
  // Choices name a type by its code.
  const type = options.type === undefined ? null : await codeOf(session, options.type);
  const { items } = (await session.get('/v1/seal-choices')) as { items: readonly Choice[] };
  const before = items.find((one) => one.organisation === organisation && one.type === type);
  const answer = await session.stream('/v1/seal-choices', {
    ...{ accept: 'application/json', type: 'application/json', method: 'PUT' },
    file: Buffer.from(JSON.stringify({ organisation, type, seal: seal === 'none' ? null : seal })),
    ifMatch: before === undefined ? undefined : `"${before.revision}"`,
  });
  print(context.output, (await answer.json()) as Choice, (choice) => table([cells(choice)]));
  return exitCode.done;
}

async function codeOf(session: { get(path: string): Promise<unknown> }, type: string): Promise<string> {
  const { code } = (await session.get(`/v1/licence-types/${encodeURIComponent(type)}`)) as { code: string };
  return code;
}

function cells({ organisation, type, seal, chosenAt }: Choice): readonly string[] {
  return [organisation, type ?? '–', seal ?? '已撤回 · taken back', chosenAt];
}
