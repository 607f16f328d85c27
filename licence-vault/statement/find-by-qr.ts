import type { Actor } from '../../identity/index.ts';
import { type Page, placeOf } from '../../kernel/index.ts';
import type { LicenceKeys } from '../licence/document.ts';
import { findNamedLicence } from '../licence/find-named-licence.ts';
import type { StoredLicence } from '../licence/licence.ts';
import type { Purpose } from '../licence/purpose.ts';
import type { UseParts } from '../licence/use-parts.ts';
import { vaultProblems } from '../problems.ts';
import { qrSubject } from '../verify/qr-subject.ts';
import { verifyQrText } from '../verify/verify-statement.ts';

/**
 * Finds the licence that a QR speaks of, for a matter and case, as {@link findNamedLicence} finds it by its identifier: one
 * that the statement in the QR names, when the statement is ours and still fresh, or one whose identifier is the QR's text.
 * @param options.qr the text of the QR
 * @throws QR_NOT_USABLE with why; LICENCE_PURPOSE_UNKNOWN, LICENCE_TYPE_NOT_NEEDED, LICENCE_CONSENT_NEEDED,
 *   LICENCE_SHARING_STOPPED
 */
export async function findByQr(
  options: UseParts & {
    readonly signingKeys: LicenceKeys;
    readonly actor: Actor;
    readonly qr: string;
    readonly purpose: Purpose;
  },
): Promise<Page<StoredLicence>> {
  return findNamedLicence({ ...options, identifier: await identifierIn(options) });
}

/** Whether the licence still stands is not asked: that is for whoever finds it to see. */
async function identifierIn(options: UseParts & { signingKeys: LicenceKeys; qr: string }): Promise<string> {
  const subject = qrSubject(options.qr);
  if ('identifier' in subject) return subject.identifier;
  const verdict = await verifyQrText({ qr: subject.qr, keys: options.signingKeys, at: options.clock.now() });
  const wrong = verdict.steps.find(({ step, result }) => step !== 'status' && !['PASSED', 'SKIPPED'].includes(result));
  if (wrong === undefined && verdict.statement !== undefined) return verdict.statement.licence.identifier;
  const { zh, en } = wrong?.detail ?? { zh: '其中没有证照声明', en: 'there is no statement of a licence in it' };
  throw vaultProblems.QR_NOT_USABLE({ whyZh: zh, whyEn: en }, { errors: [placeOf('/qr', { zh, en })] });
}
