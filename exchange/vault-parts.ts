import { sign as signBytes } from 'node:crypto';
import type { CatalogFacts } from '../catalog/index.ts';
import { holdsCitizenNumber, type IdentityFacts, type PkiParts, type SigningKeys } from '../identity/index.ts';
import { type Clock, type Database, kernelProblems, type Random } from '../kernel/index.ts';
import { type LicenceUse, type RecordUse, type VaultParts, vaultKeys } from '../licence-vault/index.ts';
import type { EvidenceEntry, Receipt } from './evidence/entry.ts';
import type { OpenLog } from './evidence/evidence-log.ts';
import { hubPdf } from './hub-pdf.ts';
import { hubSealing } from './hub-sealing.ts';
import { queryProblems } from './query/problems.ts';

/** Joins the vault to the rest of the house: who issues, what a matter needs, which keys sign, where uses are recorded. */
export function vaultParts(options: {
  database: Database;
  clock: Clock;
  random: Random;
  masterKey: Buffer;
  /** The key-encryption key that new data keys are put under: `kek-` and a number; left out: the first. */
  keyEncryptionKey?: string | undefined;
  identity: IdentityFacts;
  catalog: CatalogFacts;
  signingKeys: SigningKeys;
  /** Keeps the keys of those who sign with the seals. */
  pki: PkiParts;
  /** Address under which the hub is reached from outside. */
  publicUrl: string;
  evidence: Pick<OpenLog, 'appendAllWithin'>;
}): VaultParts {
  const { database, clock, random, identity, catalog, signingKeys } = options;
  return {
    database,
    clock,
    random,
    keys: vaultKeys({ masterKey: options.masterKey, keyId: options.keyEncryptionKey }),
    signer: { sign: async (bytes) => ({ alg: 'ES256', ...signingKeys.sign('licence', bytes) }) },
    tokenSigner: {
      async sign(make) {
        const { kid, privateKey } = signingKeys.signer('licence');
        return { kid, signature: signBytes('sha256', make(kid), { key: privateKey, dsaEncoding: 'ieee-p1363' }) };
      },
    },
    publicUrl: options.publicUrl,
    signingKeys: {
      async key(kid) {
        const key = await signingKeys.verificationKey({ kid, use: 'licence' });
        return key === undefined ? undefined : { key, alg: 'ES256' };
      },
    },
    issuers: {
      async issuer(id) {
        const organisation = identity.organisation(id);
        return organisation?.active === true ? { code: organisation.unifiedCode, name: organisation.name } : undefined;
      },
    },
    licenceTypesOfMatter(code, organisation) {
      const matter = catalog.matter(code);
      if (matter?.organisation !== organisation || matter.status !== 'active') return undefined;
      return matter.materials.flatMap((material) => (material.kind === 'licence' ? [material.licenceType] : []));
    },
    matterName: (code) => catalog.matter(code)?.name,
    mattersNamed: (name, organisation) => catalog.mattersNamed(name, organisation).map(({ code }) => code),
    groundsOfMatter(code, organisation) {
      const matter = catalog.matter(code);
      if (matter?.organisation !== organisation || matter.status !== 'active') return undefined;
      const byConsent = matter.materials.flatMap((material) =>
        material.kind === 'licence' && material.basis === 'consent' ? [material.licenceType] : [],
      );
      return { law: matter.legalBasis, byConsent };
    },
    sealing: hubSealing(options.pki),
    pdf: hubPdf(options.pki),
    recordUse: recordingTogether(options.evidence),
    recordUses: async (uses, tx) => options.evidence.appendAllWithin(tx, uses.map(entryOf)),
  };
}

/** Uses of one transaction that are recorded at once, such as those of all licences that were found, go into the log together. */
function recordingTogether(evidence: Pick<OpenLog, 'appendAllWithin'>): RecordUse {
  const gathered = new WeakMap<Database, { entries: EvidenceEntry[]; receipts: Promise<readonly Receipt[]> }>();
  return async (use, tx) => {
    const entry = entryOf(use);
    let together = gathered.get(tx);
    if (together === undefined) {
      const entries: EvidenceEntry[] = [];
      const receipts = Promise.resolve().then(() => {
        gathered.delete(tx);
        return evidence.appendAllWithin(tx, entries);
      });
      together = { entries, receipts };
      gathered.set(tx, together);
    }
    const place = together.entries.push(entry) - 1;
    const receipt = (await together.receipts)[place];
    if (receipt === undefined) throw new Error('a use that was recorded has no receipt');
    return receipt;
  };
}

function entryOf(use: LicenceUse): EvidenceEntry {
  const { event, outcome, code, actor, organisation, identifier, matter, holderIndex } = use;
  if (holdsCitizenNumber(use.case ?? '')) throw queryProblems.CASE_NUMBER_PERSONAL();
  if (holdsCitizenNumber(matter ?? '')) {
    const errors = [{ pointer: '/matter', detail: 'holds a personal number' }];
    throw kernelProblems.INVALID_INPUT({ count: errors.length }, { errors });
  }
  return {
    event,
    outcome,
    code,
    actor,
    organisation,
    object: identifier,
    matter,
    caseNumber: use.case,
    holders: holderIndex === undefined ? [] : [holderIndex],
    facts: { ...use.facts, licence: use.licence, type: use.type },
    at: use.at,
  };
}
