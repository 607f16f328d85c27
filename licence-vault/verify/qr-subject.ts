import { checkLicenceIdentifier } from '../identifier/identifier.ts';
import { type QrText, readQrText } from '../statement/qr-text.ts';

/** What somebody presents by a QR: a statement or something unknown, or an identifier as it is printed on licences. */
export type QrSubject = { readonly qr: QrText } | { readonly identifier: string };

/** What the text of a QR is. */
export function qrSubject(text: string): QrSubject {
  const qr = readQrText(text);
  return qr.kind === 'other' && isIdentifier(text) ? { identifier: text } : { qr };
}

/** The one QR of a picture, and among several the one of a licence; undefined where it cannot be told which is meant. */
export function meantQr(texts: readonly string[]): string | undefined {
  const isOurs = (text: string) => {
    const subject = qrSubject(text);
    return 'identifier' in subject || subject.qr.kind !== 'other';
  };
  const ours = texts.filter(isOurs);
  const [text, another] = ours.length > 0 ? ours : texts;
  return another === undefined ? text : undefined;
}

function isIdentifier(text: string): boolean {
  return checkLicenceIdentifier(text).every((finding) => finding.severity !== 'error');
}
