import type { LicenceState } from '../licence/state.ts';

/** What a status list says of a licence version, two bits: 0 valid, 1 invalid, 2 suspended, 3 what its issuer only knows. */
export type StatusValue = 0 | 1 | 2 | 3;

const valueOfState: Readonly<Record<LicenceState, StatusValue>> = {
  '01': 0,
  '02': 2,
  '03': 1,
  '04': 1,
  '05': 1,
  '06': 1,
  '07': 1,
  '99': 3,
};

/** The status of a version that was replaced by a newer one, whatever the licence's state. */
export const superseded: StatusValue = 1;

/** The status of the present version of a licence in this state. */
export function statusValue(state: LicenceState): StatusValue {
  return valueOfState[state];
}
