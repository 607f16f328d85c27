import { HufuUnreachable } from '../../connectors/index.ts';
import { type Finding, statusNotAsked } from '../../licence-vault/verify/index.ts';
import { clerkSession } from './clerk-session.ts';
import type { Context } from './context.ts';
import { hasDemonstration } from './demo-info.ts';
import type { ShownVerdict } from './verdict.ts';

/** Who asks the hub, and as of when. */
interface Asking {
  readonly context: Context;
  readonly as?: string | undefined;
  readonly at: Date | undefined;
}

/**
 * Is there a hub to ask: one that the caller named (`--as`, HUFU_PROFILE), the local demonstration's, which may have been
 * stopped, or none?
 */
export function reachOf({ env }: Context, as: string | undefined): 'named' | 'demonstration' | 'none' {
  if (as !== undefined || (env.HUFU_PROFILE ?? '') !== '') return 'named';
  return hasDemonstration(env) ? 'demonstration' : 'none';
}

/** Whether it failed because the hub does not answer. */
export function isAway(error: unknown): boolean {
  return error instanceof HufuUnreachable;
}

/** Verifies the licence of an identifier or id, as the vault holds it. @throws HufuProblem, HufuUnreachable */
export async function verifyNamed(options: Asking & { readonly identifier: string }): Promise<ShownVerdict> {
  const { context, as, at, identifier } = options;
  await using session = await clerkSession(context, as);
  return (await session.post('/v1/verify', { identifier, ...moment(at) })) as ShownVerdict;
}

/** Verifies a licence document. @throws HufuProblem, HufuUnreachable */
export async function verifyDocument(options: Asking & { readonly document: unknown }): Promise<ShownVerdict> {
  const { context, as, at, document } = options;
  await using session = await clerkSession(context, as);
  return (await session.post('/v1/verify', { document, ...moment(at) })) as ShownVerdict;
}

/** Verifies the text of a QR. @throws HufuProblem, HufuUnreachable */
export async function verifyQr(options: Asking & { readonly qr: string }): Promise<ShownVerdict> {
  const { context, as, at, qr } = options;
  await using session = await clerkSession(context, as);
  return (await session.post('/v1/verify', { qr, ...moment(at) })) as ShownVerdict;
}

/** Verifies a file by its content. @throws HufuProblem, HufuUnreachable */
export async function verifyUpload(options: Asking & { readonly bytes: Uint8Array }): Promise<ShownVerdict> {
  const { context, as, at, bytes } = options;
  const form = new FormData();
  for (const [name, value] of Object.entries(moment(at))) form.set(name, value);
  // A file's name may say whose licence it is, and is of no use to the hub.
  form.set('file', new Blob([bytes]), 'licence');
  await using session = await clerkSession(context, as);
  return (await session.upload('/v1/verify', form)) as ShownVerdict;
}

/**
 * What the vault says of a licence's status; that it was not asked, where the local demonstration does not run.
 * @throws HufuProblem, HufuUnreachable
 */
export async function statusOf(options: Asking & { readonly identifier: string }): Promise<Finding> {
  const steps = await stepsOf(options, verifyNamed(options));
  const status = steps.find(({ step }) => step === 'status');
  return status === undefined ? statusNotAsked : findingOf(status);
}

/**
 * The same of the licence that a file is: a file that only names a licence has no part in its status. Of what the hub says of the
 * file, that counts which rests on no anchors: whether it is what the vault holds, and bears a seal of the licence's issuer.
 * @throws HufuProblem, HufuUnreachable
 */
export async function statusOfFile(options: Asking & { readonly bytes: Uint8Array }): Promise<Finding> {
  const steps = await stepsOf(options, verifyUpload(options));
  const counted = steps.filter(
    ({ step, subIndication }) =>
      ['status', 'document-hash'].includes(step) || (step === 'seal' && subIndication === 'SIG_CONSTRAINTS_FAILURE'),
  );
  const decisive =
    counted.find(({ result }) => result === 'FAILED') ??
    counted.find(({ result }) => result === 'INDETERMINATE') ??
    counted.find(({ step }) => step === 'status');
  return decisive === undefined ? statusNotAsked : findingOf(decisive);
}

type Steps = ShownVerdict['steps'];

/** The steps of a verdict; none where the local demonstration does not run. */
async function stepsOf({ context, as }: Asking, asked: Promise<ShownVerdict>): Promise<Steps> {
  try {
    return (await asked).steps;
  } catch (error) {
    if (isAway(error) && reachOf(context, as) === 'demonstration') return [];
    throw error;
  }
}

/** A hub that tells one language alone has told the one that was asked for. */
function findingOf({ result, subIndication, detail, details }: Steps[number]): Finding {
  return { result, subIndication, detail: details ?? { zh: detail, en: detail } } as Finding;
}

function moment(at: Date | undefined): { at?: string } {
  return at === undefined ? {} : { at: at.toISOString() };
}
