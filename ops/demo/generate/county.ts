import { canonicalJson, sha256 } from '../../../kernel/index.ts';
import { source as divisionSource } from '../data/generated/divisions.ts';
import { source as outlineSource } from '../data/generated/outline.ts';
import { generateIndicators } from './economy.ts';
import type { Enterprise } from './enterprise.ts';
import { generateEnterprises } from './enterprises.ts';
import type { IndicatorValue } from './indicator.ts';
import type { Resident } from './resident.ts';
import { generateHouseholds } from './residents.ts';
import { type DivisionFeature, generateDivisions } from './spatial.ts';

/**
 * Grows with every change of what a seed generates, so that a source seeded by an older generator is seeded anew. A test holds
 * the digest of each version.
 */
export const dataVersion = 1;

/** The day all registers were drawn up. Fixed, since the same seed gives the same data on any day. */
export const asOf = '2025-12-31';

export interface CountyOptions {
  readonly seed: string;
  /** Default 50,000. */
  readonly people?: number | undefined;
  /** Default 5,000. */
  readonly companies?: number | undefined;
}

/** Says what the data is and what it was made from. */
export interface CountyMetadata {
  /** People, companies, figures and points are generated; names and codes of divisions and the outline are real. */
  readonly synthetic: true;
  readonly seed: string;
  readonly version: number;
  readonly asOf: string;
  readonly people: number;
  readonly companies: number;
  /** Where the real parts come from. */
  readonly sources: readonly { readonly package: string; readonly version: string; readonly licence: string }[];
  /** SHA-256 over all of the above, hexadecimal: equal fingerprints, equal data. */
  readonly fingerprint: string;
}

/** The demonstration county, all of it. */
export interface County {
  readonly metadata: CountyMetadata;
  readonly residents: readonly Resident[];
  readonly enterprises: readonly Enterprise[];
  readonly indicators: readonly IndicatorValue[];
  readonly divisions: readonly DivisionFeature[];
}

/** What {@link generateCounty} would make, without making it. */
export function countyMetadata(options: CountyOptions): CountyMetadata {
  const facts = {
    synthetic: true as const,
    seed: options.seed,
    version: dataVersion,
    asOf,
    people: options.people ?? 50_000,
    companies: options.companies ?? 5_000,
    sources: [divisionSource, outlineSource],
  };
  return { ...facts, fingerprint: sha256(canonicalJson(facts)).toString('hex') };
}

/**
 * Generates the demonstration county: same options, same data. 50,000 people take about half a second.
 * @example generateCounty({ seed: 'hufu' }).residents.length // 50000
 */
export function generateCounty(options: CountyOptions): County {
  const metadata = countyMetadata(options);
  const { seed, people, companies } = metadata;
  const residents = [...generateHouseholds({ seed, count: people, asOf })].flat();
  return {
    metadata,
    residents,
    enterprises: generateEnterprises({ seed, count: companies, asOf, residents }),
    indicators: generateIndicators({ seed, lastYear: Number(asOf.slice(0, 4)) }),
    divisions: generateDivisions({ seed }),
  };
}

/** The county generated on first use and kept, for callers that may find they do not need it. */
export function countyOnDemand(options: CountyOptions): CountyOnDemand {
  let made: County | undefined;
  return {
    metadata: countyMetadata(options),
    get: () => {
      made ??= generateCounty(options);
      return made;
    },
  };
}

export interface CountyOnDemand {
  readonly metadata: CountyMetadata;
  get(): County;
}
