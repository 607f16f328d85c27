import { holderDoorProblems } from './holder/problems.ts';
import { idProblems } from './ids.ts';
import { natsProblems } from './nats/problems.ts';
import { numberProblems } from './number/problems.ts';
import { officerProblems } from './officer/problems.ts';
import { organisationProblems } from './organisation/problems.ts';
import { caProblems } from './pki/ca/problems.ts';
import { pkiProblems } from './pki/problems.ts';
import { signerProblems } from './pki/signer/problems.ts';
import { timeStampProblems } from './pki/timestamp/problems.ts';
import { identityProblems } from './problems.ts';
import { sessionProblems } from './session/problems.ts';
import { systemProblems } from './system/problems.ts';
import { tokenProblems } from './token/problems.ts';

/** Every part of the error table that identity adds; the hub joins them with `problemTable`. */
export const identityProblemParts: readonly object[] = [
  identityProblems,
  idProblems,
  numberProblems,
  organisationProblems,
  systemProblems,
  officerProblems,
  sessionProblems,
  holderDoorProblems,
  tokenProblems,
  natsProblems,
  pkiProblems,
  signerProblems,
  caProblems,
  timeStampProblems,
];
