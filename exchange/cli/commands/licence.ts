import { readFileSync } from 'node:fs';
import { clerkSession } from '../clerk-session.ts';
import type { Context, IssueOptions, ListOptions } from '../context.ts';
import { CommandError, exitCode } from '../exit.ts';
import { print, table } from '../output.ts';

interface Licence {
  readonly id: string;
  readonly identifier: string;
  readonly typeName: string;
  readonly state: string;
  readonly stateName: { readonly zh: string; readonly en: string };
  readonly validFrom: string;
  readonly validTo: string;
  readonly receipt?: { readonly id: string } | undefined;
}

/** Longest file that can be a licence document, bytes. */
const longestDocument = 20 * 1024 * 1024;

/** `hufu licence issue TYPE --data FILE.json` */
export async function issue(context: Context, type: string, options: IssueOptions): Promise<number> {
  const data = readJson(options.data);
  await using session = await clerkSession(context, options.as);
  const { reference, matter, case: caseNumber } = options;
  const body = {
    ...{ type, data },
    ...(reference === undefined ? {} : { issuerReference: reference }),
    ...(matter === undefined && caseNumber === undefined ? {} : { purpose: { matter, case: caseNumber } }),
  };
  const issued = (await session.post('/v1/licences', body)) as {
    licence: Licence;
    document: unknown;
    receipt: { id: string };
  };
  print(context.output, issued, ({ licence, receipt }) => describe(context, { ...licence, receipt }));
  return exitCode.done;
}

/** `hufu licence list --holder-kind 001 --holder NUMBER --matter … --case …` */
export async function list(context: Context, options: ListOptions): Promise<number> {
  await using session = await clerkSession(context, options.as);
  const found = (await session.post('/v1/licences/search', {
    holder: { kind: options.holderKind, number: options.holder },
    matter: options.matter,
    case: options.case,
  })) as { items: readonly Licence[]; next: string | null };
  print(context.output, found, ({ items }) =>
    items.length === 0
      ? ['没有该事项可用的证照 · no licence that this matter may see']
      : items.flatMap((licence) => [...describe(context, licence), '']),
  );
  return exitCode.done;
}

function readJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'error';
    throw new CommandError(`${path} 无法读取 · cannot be read (${code})`, exitCode.usage);
  }
  if (text.length > longestDocument) throw new CommandError(`${path} 过大 · is too large`, exitCode.usage);
  try {
    return JSON.parse(text);
  } catch {
    throw new CommandError(`${path} 不是合法的 JSON · is not well-formed JSON`, exitCode.usage);
  }
}

function describe({ language }: Context, licence: Licence): string[] {
  return table([
    ['identifier', licence.identifier],
    ['id', licence.id],
    ['type', licence.typeName],
    ['state', `${licence.state} ${licence.stateName[language]}`],
    ['valid', `${licence.validFrom} – ${licence.validTo}`],
    ...(licence.receipt === undefined ? [] : [['receipt', licence.receipt.id]]),
  ]);
}
