export type { Brand } from './brand.ts';
export { canonicalJson } from './canonical-json.ts';
export { after, type Clock, numericDate, type Random, systemClock, systemRandom } from './clock.ts';
export { type Config, readConfig, readSecrets, type Secrets, withSecretFiles } from './config.ts';
export { cursorRefused, decodeCursor, encodeCursor, type Page, pageOf } from './cursor.ts';
export {
  Database,
  type DatabaseOptions,
  databaseProblem,
  isDatabaseAway,
  isUniqueViolation,
  openDatabase,
} from './database.ts';
export { equalInConstantTime, keyedHash, sha256 } from './digest.ts';
export { type EvidenceReceipt, schemas as kernelSchemas } from './generated/schemas.ts';
export { Lifecycle, pause, within } from './lifecycle.ts';
export { createLogger, type Logger } from './logger.ts';
export { leafHash, merkleHashBytes, nodeHash } from './merkle-hash.ts';
export { type Migration, type MigrationFolder, migrate } from './migrate.ts';
export { momentText } from './moment-text.ts';
export {
  defineProblems,
  type PointerError,
  Problem,
  type ProblemExtras,
  type ProblemJson,
  type ProblemRow,
  type ProblemTable,
  placeOf,
  placesIn,
  placeText,
  problemTable,
  problemType,
} from './problem.ts';
export { kernelProblems } from './problems.ts';
export {
  annotationKeywords,
  compileSchema,
  escapePointer,
  type JsonSchema,
  pointerErrors,
  type SchemaCheck,
} from './schema.ts';
export { BoxNotOpened, deriveKey, openBox, sealBox, sealKeyLength } from './sealed-box.ts';
export { describeSettings, type Environment, type Setting, SettingError, settings } from './settings.ts';
export { type Language, preferredLanguage, type Text } from './text.ts';
export { continueTrace, type Trace, traceIdOf, traceparentOf } from './trace.ts';
export { etagOf, requireVersion } from './version.ts';
export { writeWholeFile } from './whole-file.ts';
