import type { Text } from '../../kernel/index.ts';
import type { LicenceKeys } from '../licence/document.ts';
import type { LicenceEnd } from '../licence/term.ts';
import { readDocument } from './read-document.ts';
import type { KnownStatus } from './status.ts';
import {
  type Finding,
  indeterminate,
  passed,
  skipped,
  type Verdict,
  type VerificationStep,
  verdictOf,
} from './verdict.ts';
import { formatFailure, verifyDocument } from './verify-document.ts';

/** A verdict on a licence that was named by its identifier or id alone, and until when it runs. */
export interface HeldVerdict extends Verdict {
  /** Left out where the signature is not proved: the step "time" says as much and as little. */
  readonly term?: { readonly validFrom: string; readonly validTo: LicenceEnd } | undefined;
}

/**
 * Verifies what the vault itself holds under an identifier or id. Nobody presented a file, so the steps speak of the number and
 * of what is held, and those that only a file could answer are not taken. Nothing that is written on the licence is told but
 * its term.
 * @param options.bytes the licence document, opened
 * @param options.byIdentifier was it asked for by its identifier, rather than by its id?
 */
export async function verifyHeld(options: {
  readonly bytes: Uint8Array;
  readonly keys: LicenceKeys;
  readonly status: KnownStatus;
  readonly at: Date;
  readonly byIdentifier: boolean;
}): Promise<HeldVerdict> {
  const { bytes, byIdentifier } = options;
  const verdict = await verifyDocument(options);
  const read = readDocument(bytes);
  const held: Partial<Record<VerificationStep, Finding>> = {
    ...withoutFile,
    format: byIdentifier
      ? passed(
          '标识的格式和校验位正确，证照库存有此证照',
          'the identifier is well formed, its check character fits, and the vault holds the licence',
        )
      : passed('证照库存有此编号的证照', 'the vault holds a licence of this id'),
    signature: passed('证照库所存的证照数据与其签名相符', 'the signature fits what the vault holds of the licence'),
    'document-hash': passed(
      '证照库所存的证照数据与入库时登记的摘要一致',
      'what the vault holds of the licence fits the digest noted when it was stored',
    ),
  };
  // What was found stands as it is; only the words are others.
  const steps = verdict.steps.map((one) => {
    const said = held[one.step];
    return said?.result === one.result ? { ...one, ...said } : one;
  });
  const isProved = steps.some(({ step, result }) => step === 'signature' && result === 'PASSED');
  if ('wrong' in read || !isProved) return { ...verdict, steps };
  const { validFrom, validTo } = read.document.licence;
  return { ...verdict, steps, term: { validFrom, validTo } };
}

/** The verdict on an identifier that cannot be one. */
export function wrongIdentifier(why: Text, at: Date): Verdict {
  return formatFailure(
    why,
    at,
    skipped('标识有误，无从查验', 'there is nothing to check: the identifier is not valid'),
  );
}

/**
 * A right identifier or id of a licence that is elsewhere, or nowhere: nothing against it, nothing for it.
 * @param options.byIdentifier was it asked for by its identifier, rather than by its id?
 */
export function nothingHeld({ at, byIdentifier }: { readonly at: Date; readonly byIdentifier: boolean }): Verdict {
  const nothing = skipped(
    '本证照库没有此证照，无从检查',
    'there is nothing to check: this vault does not hold the licence',
  );
  return verdictOf(
    {
      ...withoutFile,
      format: byIdentifier
        ? passed('标识的格式和校验位正确', 'the identifier is well formed and its check character fits')
        : passed('编号的格式正确', 'the id is well formed'),
      signature: nothing,
      time: nothing,
      'document-hash': nothing,
      status: indeterminate(
        'SIGNED_DATA_NOT_FOUND',
        '本证照库没有此证照；请出示证照文件，或到其颁发地的证照库查验',
        'this vault does not hold the licence; present the file, or ask the vault of the region that issued it',
      ),
    },
    at,
  );
}

/** Steps that only a file can answer. */
const withoutFile = {
  'signer-certificate': skipped('没有出示文件，无签章证书可查', 'no file was presented whose signer could be examined'),
  seal: skipped('没有出示文件，无印章可查', 'no file was presented whose seal could be examined'),
  timestamp: skipped('没有出示文件，无时间戳可查', 'no file was presented whose time stamp could be examined'),
} as const satisfies Readonly<Record<string, Finding>>;
