import {
  issueCertificate,
  type OfficerActor,
  organisationId,
  type PkiActor,
  type PkiParts,
} from '../../../identity/index.ts';
import { parseCertificate, writePem } from '../../../identity/pki/index.ts';
import { after, type Clock, type Database } from '../../../kernel/index.ts';
import {
  applyForSeal,
  changeSeal,
  everyOrganisation,
  listSealChoices,
  type SealParts,
  type StoredSeal,
  setSealChoice,
  showSeals,
} from '../../../licence-vault/index.ts';

/** Whose seal it is: the county has one, the approval bureau's (行政审批专用章). */
const bureau = organisationId('approval');
const bureauName = '灵山县行政审批局';
const caption = '行政审批专用章';

const dayMs = 24 * 60 * 60 * 1000;
/** The seal ends a little before its signer's certificate does. */
const sealDays = 1000;

/**
 * The demonstration's one electronic seal, as an office comes by it: a signer's certificate whose key the exchange keeps,
 * an application by the bureau's seal keeper, approval and making by the data administration's. What is there already is
 * left as it is, in whatever state; what was interrupted is finished.
 */
export async function seedApprovalSeal(options: {
  parts: SealParts;
  pki: PkiParts;
  keeper: OfficerActor;
  approver: OfficerActor;
}): Promise<void> {
  const { parts, pki, keeper, approver } = options;
  const { items } = await showSeals({ database: parts.database, actor: keeper, organisation: bureau, limit: 1 });
  let seal = items[0] ?? (await applied({ parts, pki, keeper }));
  const step = async (event: 'approve' | 'make'): Promise<StoredSeal> =>
    changeSeal({ ...parts, actor: approver, id: seal.id, event, ifMatch: `"${seal.revision}"` });
  if (seal.state === 'applied') seal = await step('approve');
  if (seal.state === 'approved') await step('make');
}

/** The bureau's seal is the county's one approval seal: what other departments issue bears it too. */
export async function chooseCountySeal(options: {
  database: Database;
  clock: Clock;
  /** A seal keeper of the data administration. */
  actor: OfficerActor;
}): Promise<void> {
  const { database, actor } = options;
  if ((await listSealChoices(database, everyOrganisation)).length > 0) return;
  const { items } = await showSeals({ database, actor, organisation: bureau, limit: 1 });
  const [seal] = items;
  if (seal?.state !== 'active') return;
  const choice = { organisation: everyOrganisation, seal: seal.id };
  await setSealChoice({ ...options, choice, ifMatch: undefined });
}

async function applied(options: { parts: SealParts; pki: PkiParts; keeper: OfficerActor }): Promise<StoredSeal> {
  const { parts, pki, keeper } = options;
  const { certificate } = await issueCertificate({
    parts: pki,
    actor: 'set-up' satisfies PkiActor,
    order: { profile: 'signer', organisation: bureau, commonName: `${bureauName}演示签章`, keptKey: 'sm2' },
  });
  return applyForSeal({
    ...parts,
    actor: keeper,
    application: {
      name: `${bureauName}${caption}（样章）`,
      signers: [writePem('CERTIFICATE', parseCertificate(certificate.der).raw)],
      validTo: after(parts.clock.now(), sealDays * dayMs).toISOString(),
      drawing: { text: bureauName, caption, body: 'department' },
    },
  });
}
