import { writeFile } from 'node:fs/promises';
import type { ConsentOptions, Context, ObjectOptions, ShowOptions, StopOptions } from '../context.ts';
import { CommandError, exitCode } from '../exit.ts';
import { holderAtHub } from '../holder-session.ts';
import { instantOf } from '../instant.ts';
import { print, table } from '../output.ts';

interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}
interface Own {
  readonly licence: {
    readonly identifier: string;
    readonly id: string;
    readonly state: string;
    readonly stateName: Names;
    readonly validFrom: string;
    readonly validTo: string;
  };
  readonly title: Names;
  readonly items: readonly { readonly name: string; readonly title: Names }[];
  readonly face: Readonly<Record<string, unknown>> | null;
}
interface Names {
  readonly zh: string;
  readonly en: string;
}
type Members = Readonly<Record<string, string | boolean | null | undefined>>;
type Objection = Omit<Members, 'clock'> & { readonly clock?: { readonly dueOn: string } };
type Use = Omit<Members, 'receipt'> & { readonly receipt: { readonly id: string } };

/** `hufu holder licences` */
export async function licences(context: Context): Promise<number> {
  const page = (await holderAtHub(context)('GET', '/v1/holder/licences')) as Page<Own>;
  const { language } = context;
  print(context.output, page, ({ items }) =>
    items.length === 0
      ? ['没有证照 · no licence']
      : items.flatMap(({ licence, title, items: shown, face }) => [
          `${title[language]}  ${licence.identifier}`,
          ...table([
            ['  id', licence.id],
            ['  state', `${licence.state} ${licence.stateName[language]}`],
            ['  valid', `${licence.validFrom} – ${licence.validTo}`],
            ...shown.flatMap((item) => {
              const value = face?.[item.name];
              return value === undefined ? [] : [[`  ${item.title[language]}`, textOf(value)]];
            }),
          ]),
          ...(face === null ? ['  存储损坏，已报告 · what is stored is damaged, which was reported'] : []),
          '',
        ]),
  );
  return exitCode.done;
}

/** `hufu holder usage` */
export async function usage(context: Context): Promise<number> {
  const body = { limit: 50 };
  const page = (await holderAtHub(context)('POST', '/v1/holder/usage', { body })) as Page<Use>;
  print(context.output, page, ({ items }) =>
    table([
      ['receipt', 'at', 'event', 'outcome', 'by', 'matter', 'case', 'ground'],
      ...items.map((use) => [
        use.receipt.id,
        cell(use.at),
        cell(use.event),
        `${cell(use.outcome)}${use.code === undefined ? '' : ` ${cell(use.code)}`}`,
        use.by === 'holder'
          ? `本人 · self${use.recipient === undefined ? '' : ` → ${cell(use.recipient)}`}`
          : cell(use.organisation),
        cell(use.matter),
        cell(use.case),
        `${cell(use.basis)}${use.stopped === true ? ` (停止后 · despite the stop) ${cell(use.law)}` : ''}`,
      ]),
    ]),
  );
  return exitCode.done;
}

/** `hufu holder decisions` */
export async function decisions(context: Context): Promise<number> {
  const ask = holderAtHub(context);
  const list = async (what: string) => ((await ask('GET', `/v1/holder/${what}`)) as Page<Members>).items;
  const all = {
    consents: await list('consents'),
    stops: await list('stops'),
    objections: (await list('objections')) as readonly Objection[],
  };
  print(context.output, all, ({ consents, stops, objections }) => [
    '同意 · consents',
    ...table(
      consents.map((each) => [
        '',
        cell(each.id),
        cell(each.organisation),
        cell(each.matter),
        cell(each.type),
        cell(each.until),
      ]),
    ),
    '停止 · stops',
    ...table(
      stops.map((each) => [
        '',
        cell(each.id),
        cell(each.organisation ?? '*'),
        cell(each.type ?? '*'),
        cell(each.stoppedAt),
      ]),
    ),
    '异议 · objections',
    ...table(
      objections.map((each) => [
        '',
        cell(each.id),
        cell(each.receipt),
        cell(each.status),
        cell(each.clock?.dueOn),
        cell(each.description),
        cell(each.outcome ?? each.rejection),
      ]),
    ),
  ]);
  return exitCode.done;
}

/** `hufu holder consent` */
export async function consent(context: Context, options: ConsentOptions): Promise<number> {
  const { organisation, matter, type, case: caseNumber, until } = options;
  const body = {
    ...{ organisation, matter, type },
    ...(caseNumber === undefined ? {} : { case: caseNumber }),
    ...(until === undefined ? {} : { until: instantOf(until, '--until').toISOString() }),
  };
  return told(context, await holderAtHub(context)('POST', '/v1/holder/consents', { body }));
}

/** `hufu holder withdraw CONSENT` */
export async function withdraw(context: Context, id: string): Promise<number> {
  await holderAtHub(context)('DELETE', `/v1/holder/consents/${idOf(id)}`);
  return told(context, { withdrawn: id });
}

/** `hufu holder stop` */
export async function stop(context: Context, { organisation, type }: StopOptions): Promise<number> {
  const body = { ...(organisation === undefined ? {} : { organisation }), ...(type === undefined ? {} : { type }) };
  return told(context, await holderAtHub(context)('POST', '/v1/holder/stops', { body }));
}

/** `hufu holder resume STOP` */
export async function resume(context: Context, id: string): Promise<number> {
  await holderAtHub(context)('DELETE', `/v1/holder/stops/${idOf(id)}`);
  return told(context, { resumed: id });
}

/** `hufu holder object RECEIPT` */
export async function object(context: Context, receipt: string, options: ObjectOptions): Promise<number> {
  const body = { receipt, description: options.words, stopSharing: options.stop === true };
  return told(context, await holderAtHub(context)('POST', '/v1/holder/objections', { body }));
}

/** `hufu holder qr LICENCE --out FILE.png` */
export async function qr(context: Context, licence: string, options: ShowOptions): Promise<number> {
  const minutes = options.minutes === undefined ? undefined : Number(options.minutes);
  if (minutes !== undefined && !Number.isInteger(minutes))
    throw new CommandError('--minutes 后为整数 · --minutes takes a whole number', exitCode.usage);
  const items = options.items?.split(',');
  const body = { ...(items === undefined ? {} : { items }), ...(minutes === undefined ? {} : { minutes }) };
  const path = `/v1/holder/licences/${idOf(licence)}/qr`;
  const {
    png,
    svg: _,
    ...shown
  } = (await holderAtHub(context)('POST', path, { body })) as {
    readonly png: string;
    readonly svg: string;
    readonly text: string;
    readonly statement: { readonly expiresAt: string };
  };
  await writeFile(options.out, Buffer.from(png, 'base64'), { mode: 0o600 });
  print(context.output, { ...shown, file: options.out }, ({ file, statement }) => [
    `${file}  至 · until ${statement.expiresAt}`,
  ]);
  return exitCode.done;
}

/** An id, or the identifier of a licence: nothing else, such as somebody's number, gets into an address. */
function idOf(text: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) || /^1\.2\.156\.3005\.2(\.[0-9A-Z]+){5}$/i.test(text))
    return encodeURIComponent(text);
  throw new CommandError('须为编号或电子证照标识 · takes an id, or the identifier of a licence', exitCode.usage);
}

function told(context: Context, result: unknown): number {
  print(context.output, result, (members) =>
    table(Object.entries(members as Members).map(([name, value]) => [name, textOf(value)])),
  );
  return exitCode.done;
}

function cell(value: string | boolean | null | undefined): string {
  return value === undefined || value === null ? '–' : String(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
