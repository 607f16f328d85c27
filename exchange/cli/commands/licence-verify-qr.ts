import { systemClock } from '../../../kernel/pure/index.ts';
import {
  type Finding,
  fileVerdictJson,
  meantQr,
  pictureVerdict,
  type QrText,
  qrSubject,
  readQrPhoto,
  statusInList,
  statusNotAsked,
  verifyQrText,
} from '../../../licence-vault/verify/index.ts';
import type { Context } from '../context.ts';
import { fileBytes } from '../files-at.ts';
import { licenceKeysAt } from '../licence-keys.ts';
import { printVerdict } from '../verdict.ts';

/** How a QR is to be verified. */
export interface QrAsked {
  readonly trust?: readonly string[] | undefined;
  readonly statusList?: string | undefined;
  readonly offline?: boolean | undefined;
  readonly as?: string | undefined;
  readonly at: Date | undefined;
}

/** What a QR leads to besides: the verification of a named licence, and what the hub says of a licence's status. */
export interface QrWays {
  readonly named: (identifier: string) => Promise<number>;
  readonly status: (identifier: string) => Promise<Finding>;
}

/** The largest status list that is read, bytes; one of a million licences has twenty thousand. */
const largestList = 32 * 1024 * 1024;

/** A licence's QR, and the addresses that many QRs hold; everything else that people type is a name or a path. */
export function isQrText(subject: string): boolean {
  return /^HUFU\d+:|^[a-z][a-z0-9+.-]*:\/\//i.test(subject);
}

/** Verifies the QR in a photo or scan, as its text would be. @throws PICTURE_NOT_READ */
export async function verifyPicture(context: Context, picture: Buffer, asked: QrAsked, ways: QrWays): Promise<number> {
  const texts = await readQrPhoto(picture);
  const text = meantQr(texts);
  if (text !== undefined) return verifyText(context, text, asked, ways);
  const verdict = pictureVerdict(texts.length, asked.at ?? systemClock.now());
  return printVerdict(context.output, fileVerdictJson(verdict, context.language));
}

/**
 * Verifies a QR by its text: by the hub; here, with the keys of `--trust`, when there are any, when there is a
 * `--status-list`, when `--offline` asks for it, and when there is no hub. Under `--trust` alone the hub is asked for one
 * thing, the status of the licence.
 */
export async function verifyText(context: Context, text: string, asked: QrAsked, ways: QrWays): Promise<number> {
  const subject = qrSubject(text);
  if ('identifier' in subject) return ways.named(subject.identifier);
  const here = (how: QrAsked) => verifyHere(context, subject.qr, how, ways);
  const { as, at, offline, statusList, trust } = asked;
  if (offline === true || trust !== undefined || statusList !== undefined) return here(asked);
  const hub = await import('../vault-at-hub.ts');
  const reach = hub.reachOf(context, as);
  if (reach === 'none') return here({ ...asked, offline: true });
  try {
    return printVerdict(context.output, await hub.verifyQr({ context, qr: text, as, at }));
  } catch (error) {
    if (reach === 'named' || !hub.isAway(error)) throw error;
    context.output.err(
      '演示的中枢未运行，改为在本机离线验证 · the hub of the demonstration is not running: verified here, offline\n',
    );
    return here({ ...asked, offline: true });
  }
}

async function verifyHere(context: Context, qr: QrText, asked: QrAsked, ways: QrWays): Promise<number> {
  const keys = licenceKeysAt(asked.trust ?? []);
  const at = asked.at ?? systemClock.now();
  const list = asked.statusList === undefined ? undefined : fileBytes(asked.statusList, largestList);
  const verdict = await verifyQrText({
    qr,
    keys,
    at,
    status: async (statement, signedBy) => {
      if (list !== undefined) return statusInList({ statement, signedBy, list, keys, at });
      return asked.offline === true ? statusNotAsked : ways.status(statement.licence.identifier);
    },
  });
  return printVerdict(context.output, fileVerdictJson(verdict, context.language));
}
