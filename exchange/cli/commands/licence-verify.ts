import { existsSync } from 'node:fs';
import { type Language, systemClock } from '../../../kernel/pure/index.ts';
import {
  type Finding,
  fileKindOf,
  fileVerdictJson,
  fileVerdictOf,
  licenceIdentifiersIn,
  statusNotAsked,
  verifySignedFile,
  withClaims,
  withStatus,
} from '../../../licence-vault/verify/index.ts';
import type { Context, VerifyOptions } from '../context.ts';
import { CommandError, exitCode } from '../exit.ts';
import { fileBytes } from '../files-at.ts';
import { instantOf } from '../instant.ts';
import { trustAt } from '../trust.ts';
import { printVerdict, type ShownVerdict } from '../verdict.ts';
import { isQrText, type QrWays, verifyPicture, verifyText } from './licence-verify-qr.ts';

/** The largest OFD or PDF that is read (the bound of the formats' readers), bytes. */
const largestFile = 100 * 1024 * 1024;

/**
 * `hufu licence verify FILE|IDENTIFIER|ID|QR-TEXT`: exit 0, 1 or 2 with the verdict.
 *
 * An OFD or PDF is verified by the hub, under the hub's trust anchors; here, under those of `--trust`, when there are any, when
 * `--offline` asks for it, and when there is no hub. Under `--trust` the hub is asked for one thing, the status of the
 * licence that the file is. A licence document is verified by the hub, and with `--offline` as far as that goes without
 * its keys. A QR is verified as `verifyText` has it. A path is a file when there is one of that name; everything else is an identifier or an id.
 */
export async function verify(context: Context, subject: string, options: VerifyOptions): Promise<number> {
  const asked = { ...options, at: options.at === undefined ? undefined : instantOf(options.at) };
  if (existsSync(subject)) return verifyFile(context, subject, asked);
  return isQrText(subject)
    ? verifyText(context, subject, asked, waysOf(context, asked))
    : verifyNamed(context, subject, asked);
}

interface Asked extends Omit<VerifyOptions, 'at'> {
  readonly at: Date | undefined;
}

function waysOf(context: Context, asked: Asked): QrWays {
  return {
    named: (identifier) => verifyNamed(context, identifier, asked),
    status: (identifier) => statusAtHub(context, identifier, asked),
  };
}

async function verifyNamed(context: Context, subject: string, asked: Asked): Promise<number> {
  if (/[/\\]|\.(json|ofd|pdf)$/i.test(subject))
    throw new CommandError(`没有文件 ${subject} · no such file`, exitCode.usage);
  if (asked.offline === true)
    throw new CommandError(
      '标识和编号须联网向证照库查验；离线请给出文件 · identifiers and ids are looked up in the vault; offline, give the file',
      exitCode.usage,
    );
  const hub = await import('../vault-at-hub.ts');
  return printVerdict(context.output, await hub.verifyNamed({ context, identifier: subject, ...asked }));
}

async function verifyFile(context: Context, path: string, asked: Asked): Promise<number> {
  const bytes = fileBytes(path, largestFile);
  switch (fileKindOf(bytes)) {
    case 'ofd':
    case 'pdf':
      return verifySigned(context, bytes, asked);
    case 'picture':
      return verifyPicture(context, bytes, asked, waysOf(context, asked));
    case 'other':
      return verifyDocument(context, bytes, asked);
  }
}

async function verifySigned(context: Context, bytes: Buffer, asked: Asked): Promise<number> {
  const { trust, offline } = asked;
  if (offline === true || trust !== undefined) return verifyHere(context, bytes, asked);
  const hub = await import('../vault-at-hub.ts');
  const reach = hub.reachOf(context, asked.as);
  if (reach === 'none') return verifyHere(context, bytes, { ...asked, offline: true });
  try {
    return printVerdict(context.output, await hub.verifyUpload({ context, bytes, ...asked }));
  } catch (error) {
    if (reach === 'named' || !hub.isAway(error)) throw error;
    context.output.err(
      '演示的中枢未运行，改为在本机离线验证 · the hub of the demonstration is not running: verified here, offline\n',
    );
    return verifyHere(context, bytes, { ...asked, offline: true });
  }
}

async function verifyHere(context: Context, bytes: Buffer, asked: Asked): Promise<number> {
  const { output, language } = context;
  const at = asked.at ?? systemClock.now();
  const verified = await verifySignedFile({ bytes, trust: trustAt(asked.trust ?? []), at });
  if (verified === undefined) throw new Error('a file that is neither OFD nor PDF');
  const verification = withClaims(verified, { bytes });
  const [identifier, other] = licenceIdentifiersIn(verification);
  if (identifier === undefined) return printVerdict(output, fileVerdictJson(fileVerdictOf(verification), language));
  const isOne = other === undefined;
  const status = asked.offline === true || !isOne ? statusNotAsked : await fileAtHub(context, bytes, asked);
  return printVerdict(output, fileVerdictJson(fileVerdictOf(withStatus(verification, status)), language));
}

/** A licence document is JSON; what is neither that nor an archive needs no hub to be told so. */
async function verifyDocument(context: Context, bytes: Buffer, asked: Asked): Promise<number> {
  const { output, language } = context;
  const read = parsed(bytes);
  if (asked.offline === true || read === undefined)
    return printVerdict(output, await documentHere({ bytes: documentBytes(read, bytes), language, asked }));
  const hub = await import('../vault-at-hub.ts');
  return printVerdict(output, await hub.verifyDocument({ context, document: documentIn(read), ...asked }));
}

/** Without a hub nobody's keys are known, so that format, time and status are all there is to tell. */
async function documentHere(options: { bytes: Buffer; language: Language; asked: Asked }): Promise<ShownVerdict> {
  const { verifyDocument: verifyHere, verdictJson } = await import('../../../licence-vault/index.ts');
  const at = options.asked.at ?? systemClock.now();
  const keys = { key: async () => undefined };
  return verdictJson(await verifyHere({ bytes: options.bytes, keys, at }), options.language);
}

/** As it lies in the file, unless that holds more than the document. */
function documentBytes(read: unknown, bytes: Buffer): Buffer {
  const document = documentIn(read);
  return document === read ? bytes : Buffer.from(JSON.stringify(document) ?? '');
}

/** Takes a document alone, or what `licence issue --json` printed. */
function documentIn(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'document' in value ? value.document : value;
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}

/** What the hub says of the licence that a file is; where there is no hub, that it was not asked. */
async function fileAtHub(context: Context, bytes: Buffer, asked: Asked): Promise<Finding> {
  const hub = await import('../vault-at-hub.ts');
  if (hub.reachOf(context, asked.as) === 'none') return statusNotAsked;
  return hub.statusOfFile({ context, bytes, ...asked });
}

/** What the hub says of the licence; where there is no hub, that it was not asked. */
async function statusAtHub(context: Context, identifier: string, asked: Asked): Promise<Finding> {
  const hub = await import('../vault-at-hub.ts');
  if (hub.reachOf(context, asked.as) === 'none') return statusNotAsked;
  return hub.statusOf({ context, identifier, ...asked });
}
