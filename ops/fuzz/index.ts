export { ofdTargets } from './ofd-targets.ts';
export { pkiTargets } from './pki-targets.ts';
export { type FuzzFinding, type FuzzReport, type FuzzTarget, runFuzz } from './run-fuzz.ts';
