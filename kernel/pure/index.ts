// The second face of kernel: what stands on Node alone. The libraries that verify offline come in here, so that the command
// line starts without loading a database driver.
export { canonicalJson } from '../canonical-json.ts';
export { after, type Clock, type Random, systemClock, systemRandom } from '../clock.ts';
export { readConfig } from '../config.ts';
export { keyedHash, sha256 } from '../digest.ts';
export { leafHash, merkleHashBytes, nodeHash } from '../merkle-hash.ts';
export { momentText } from '../moment-text.ts';
export {
  defineProblems,
  type PointerError,
  Problem,
  type ProblemRow,
} from '../problem.ts';
export { kernelProblems } from '../problems.ts';
export type { Environment } from '../settings.ts';
export type { Language, Text } from '../text.ts';
