import { existsSync, readFileSync } from 'node:fs';
import type { Context, IssueOptions, ListOptions, VerifyOptions } from '../context.ts';
import type { DemoInfo } from '../demo-info.ts';
import { CommandError, exitCode } from '../exit.ts';
import { type OfficerSession, openOfficerSession } from '../officer-session.ts';
import { print, table } from '../output.ts';
import { chooseProfile } from '../profile.ts';

interface Licence {
  readonly id: string;
  readonly identifier: string;
  readonly typeName: string;
  readonly state: string;
  readonly stateName: { readonly zh: string; readonly en: string };
  readonly validFrom: string;
  readonly validTo: string;
}
interface Verdict {
  readonly indication: 'TOTAL_PASSED' | 'TOTAL_FAILED' | 'INDETERMINATE';
  readonly subIndication: string | null;
  readonly asOf: string;
  readonly steps: readonly {
    readonly step: string;
    readonly result: string;
    readonly subIndication: string | null;
    readonly detail: string;
  }[];
}

/** Longest file that can be a licence document, bytes. */
const longestDocument = 20 * 1024 * 1024;

/** `hufu licence issue TYPE --data FILE.json` */
export async function issue(context: Context, type: string, options: IssueOptions): Promise<number> {
  const data = readJson(options.data);
  await using session = await clerkSession(context, options.as);
  const body = { type, data, ...(options.reference === undefined ? {} : { issuerReference: options.reference }) };
  const issued = (await session.post('/v1/licences', body)) as { licence: Licence; document: unknown };
  print(context.output, issued, ({ licence }) => describe(context, licence));
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

/** `hufu licence verify FILE|IDENTIFIER|ID`: exit 0, 1 or 2 with the verdict. */
export async function verify(context: Context, subject: string, options: VerifyOptions): Promise<number> {
  const body = { ...subjectOf(subject), ...(options.at === undefined ? {} : { at: instantOf(options.at) }) };
  await using session = await clerkSession(context, options.as);
  const verdict = (await session.post('/v1/verify', body)) as Verdict;
  print(context.output, verdict, ({ indication, subIndication, asOf, steps }) => [
    `${indication}${subIndication === null ? '' : ` (${subIndication})`}  ${asOf}`,
    ...table(steps.map(({ step, result, detail }) => [`  ${step}`, result, detail])),
  ]);
  return { TOTAL_PASSED: exitCode.done, TOTAL_FAILED: exitCode.refused, INDETERMINATE: exitCode.indeterminate }[
    verdict.indication
  ];
}

function clerkSession(context: Context, as: string | undefined): Promise<OfficerSession> {
  const profile = chooseProfile({ env: context.env, as, fitting: clerkOf });
  if (profile.kind !== 'officer')
    throw new CommandError(
      '这里需要人员的凭证，而不是系统的 · this needs an officer’s credentials, not a system’s',
      exitCode.usage,
    );
  return openOfficerSession({ ...profile, language: context.language });
}

function clerkOf(demo: DemoInfo): string | undefined {
  return demo.officers.find((officer) => officer.roles.includes('approval-clerk'))?.login;
}

/** A path is a file when there is one of that name; everything else is an identifier or an id. */
function subjectOf(subject: string): { document: unknown } | { identifier: string } {
  if (existsSync(subject)) return { document: documentIn(readJson(subject)) };
  if (/[/\\]|\.(json|ofd|pdf)$/i.test(subject))
    throw new CommandError(`没有文件 ${subject} · no such file`, exitCode.usage);
  return { identifier: subject };
}

/** Takes a document alone, or what `licence issue --json` printed. */
function documentIn(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'document' in value ? value.document : value;
}

function instantOf(text: string): string {
  const instant = new Date(text);
  if (Number.isNaN(instant.getTime()))
    throw new CommandError('--at 须为 ISO 8601 时间 · --at takes an ISO 8601 time', exitCode.usage);
  return instant.toISOString();
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
  ]);
}
