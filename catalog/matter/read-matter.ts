import type { Database } from '../../kernel/index.ts';
import type { Matter } from './matter.ts';
import type { MatterCode } from './matter-code.ts';
import { findMatter } from './matter-store.ts';
import { matterProblems } from './problems.ts';

/** One matter; everybody who is known here may read them. @throws MATTER_NOT_FOUND */
export async function readMatter(options: { database: Database; code: MatterCode }): Promise<Matter> {
  const matter = await findMatter(options.database, options.code);
  if (matter === undefined) throw matterProblems.MATTER_NOT_FOUND();
  return matter;
}
