import { type LicenceState, licenceStates } from '../licence/state.ts';
import type { Assurance } from '../licence/stock-origin.ts';
import { statusNotAsked } from './licence-in-file.ts';
import { type Finding, failed, indeterminate, passed } from './verdict.ts';

/** What a vault knows of the licence that is being verified. */
export type KnownStatus =
  | { readonly known: false }
  | {
      readonly known: true;
      readonly state: LicenceState;
      readonly since: Date;
      /** Version that was presented, and the one that holds. */
      readonly version: string;
      readonly currentVersion: string;
      readonly assurance: Assurance;
      /** SHA-256 of the document of the version presented. */
      readonly documentDigest: Buffer;
    };

/**
 * The licence's status in the vault as a step of the verdict.
 *
 * A suspended licence is INDETERMINATE with TRY_LATER, as EN 319 102-1 §5.2.6.4 has it for certificates on hold: it is
 * neither good nor gone, and the suspension may be lifted. One in state 99 is INDETERMINATE because only the issuer
 * knows what it means. A version that a newer one replaced is REVOKED (RFC 5280 calls the reason "superseded").
 */
export function checkStatus(status: KnownStatus | undefined): Finding {
  if (status === undefined) return statusNotAsked;
  if (!status.known) {
    return indeterminate(
      'TRY_LATER',
      '本证照库没有此证照；请向其颁发地的证照库查验',
      'this vault does not hold the licence; ask the vault of the region that issued it',
    );
  }
  if (status.state === '01' && status.version !== status.currentVersion) {
    return failed(
      'REVOKED',
      `此为旧版本 ${status.version}，已由版本 ${status.currentVersion} 取代；请持证主体出示新版本`,
      `this is version ${status.version}, replaced by version ${status.currentVersion}; ask the holder for that one`,
    );
  }
  return marked(ofState(status.state, status.since), status.assurance);
}

/** Whoever relies on it is told, whatever the state. */
function marked(finding: Finding, assurance: Assurance): Finding {
  if (assurance === 'issued') return finding;
  const { zh, en } = finding.detail;
  const detail = { zh: `${zh}；存量补录，保证级别较低`, en: `${en}; made of a stock record, of lower assurance` };
  return { ...finding, detail };
}

function ofState(state: LicenceState, since: Date): Finding {
  const words = licenceStates[state];
  const day = since.toISOString();
  const zh = `证照状态为${words.zh}（自 ${day}）`;
  const en = `the licence is ${words.en} since ${day}`;
  switch (state) {
    case '01':
      return passed(zh, en);
    case '02':
      return indeterminate(
        'TRY_LATER',
        `${zh}，暂扣解除前不得据此办理`,
        `${en}; nothing may rest on it until that is lifted`,
      );
    case '05':
      return failed('EXPIRED', zh, en);
    case '03':
    case '04':
    case '07':
      return failed('REVOKED', zh, en);
    case '06':
      return failed('REVOKED', `${zh}，请向迁入地查验`, `${en}; ask the authority it was transferred to`);
    case '99':
      return indeterminate(null, `${zh}，请向颁发机构核实`, `${en}; ask the issuer what that means`);
  }
}
