import type { Actor } from '../identity/index.ts';
import type { Clock, Database, Random } from '../kernel/index.ts';
import type { CatalogChange } from './change/change.ts';
import type { OpenRows } from './open-data/rows.ts';
import type { Parties } from './parties.ts';

/** What every use case of the catalogue works with. */
export interface CatalogDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly parties: Parties;
  /** Days between the publication of a breaking revision and its effect, where others rely on the resource. Default: 30. */
  readonly graceDays?: number | undefined;
  /**
   * Told what changed, after the commit and awaited before the answer, so that whoever is answered can rely on it. Should
   * it throw, the caller sees a fault although the change stands: better than a revocation believed and not announced.
   */
  readonly onChange?: ((change: CatalogChange) => void | Promise<void>) | undefined;
}

/** The same, with who acts. */
export interface ActingDeps extends CatalogDeps {
  readonly actor: Actor;
}

/** What goes out to the world names things by addresses that hold outside. */
export interface WorldDeps extends CatalogDeps {
  /** The hub's address as the world knows it, without a slash at its end. */
  readonly publicUrl: string;
  /** The rows of open resources at their providers. Left out: rows cannot be downloaded. */
  readonly openRows?: OpenRows | undefined;
}
