import type { ResourcePage } from '../../../catalog/index.ts';
import type { Context, SearchOptions } from '../context.ts';
import { CommandError, exitCode } from '../exit.ts';
import { openOfficerSession } from '../officer-session.ts';
import { print, table } from '../output.ts';
import { chooseProfile } from '../profile.ts';
import { systemClient } from './query.ts';

/** A number of a person or a company, which no search may hold: what is searched for stands in an address. */
const looksPersonal = /\d{11}/;

/** `hufu catalog search WORDS`: what the directory has, best first, for whoever is asking. */
export async function searchCatalog(
  context: Context,
  words: readonly string[],
  options: SearchOptions,
): Promise<number> {
  if (words.some((word) => looksPersonal.test(word))) {
    throw new CommandError(
      '检索词会进入网址，不得含个人号码 · words of a search stand in an address and may hold no personal number',
      exitCode.usage,
    );
  }
  const asked = new URLSearchParams();
  const add = (name: string, value: string | undefined) => value !== undefined && asked.set(name, value);
  add('q', words.join(' '));
  add('provider', options.provider);
  add('class', options.class);
  add('sharing', options.sharing);
  add('limit', options.limit);
  add('cursor', options.cursor);
  asked.set('facets', 'true');
  const page = (await ask(context, options.as, `/v1/resources?${asked}`)) as ResourcePage;
  print(context.output, page, () => linesOf(context, page));
  return 0;
}

async function ask(context: Context, as: string | undefined, path: string): Promise<unknown> {
  const profile = chooseProfile({
    env: context.env,
    as,
    fitting: (demo) => demo.systems.find((each) => each.kind === 'consumer')?.id,
  });
  if (profile.kind === 'system') return systemClient({ context, as, fitting: () => profile.id }).get(path);
  await using session = await openOfficerSession({ ...profile, language: context.language });
  return await session.get(path);
}

function linesOf({ language }: Context, page: ResourcePage): readonly string[] {
  const zh = language === 'zh';
  if (page.items.length === 0) return [zh ? '没有找到您可见的资源' : 'nothing found that you may see'];
  const heading = zh
    ? ['标识', '代码', '名称', '提供单位', '共享', '匹配']
    : ['ID', 'CODE', 'NAME', 'PROVIDER', 'SHARING', 'FOUND IN'];
  const named = (facet: string, value: string) => {
    const found = page.facets?.find(({ name }) => name === facet)?.values.find((each) => each.value === value);
    return (zh ? found?.label : found?.labelEn) ?? value;
  };
  const rows = page.items.map(({ id, code, name, nameEn, provider, sharingType, matches = [] }) => [
    ...[id, code, zh ? name : nameEn, named('provider', provider), named('sharing', sharingType)],
    matches
      .map(({ word, in: place, text }) => (place === 'item' ? `${word}: ${text}` : `${word}: ${placeName(place, zh)}`))
      .join('; '),
  ]);
  const left = zh ? `没有含全部词的资源，已略去“${page.leftOut}”` : `nothing has all words; left out: ${page.leftOut}`;
  const count = zh ? `共 ${page.total} 项` : `${page.total} in all`;
  const more = zh ? `，下一页：--cursor ${page.next}` : `, next page: --cursor ${page.next}`;
  return [
    ...(page.leftOut === undefined ? [] : [left, '']),
    ...table([heading, ...rows]),
    '',
    `${count}${page.next === null ? '' : more}`,
  ];
}

function placeName(place: string, zh: boolean): string {
  const names: Readonly<Record<string, string>> = {
    ...{
      name: '名称',
      code: '代码',
      id: '标识',
      item: '信息项',
      provider: '提供单位',
      class: '分类',
      abstract: '摘要',
    },
  };
  return zh ? (names[place] ?? place) : place;
}
