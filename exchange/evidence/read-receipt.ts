import { type Actor, reaches } from '../../identity/index.ts';
import type { Database } from '../../kernel/index.ts';
import type { Receipt } from './entry.ts';
import type { OpenLog } from './evidence-log.ts';
import { parseLeaf } from './leaf.ts';
import type { LogHead } from './log/log-store.ts';
import { storedEntries, storedTiles } from './log/stored-tiles.ts';
import { subtreesOf } from './log/tiles.ts';
import { pathLines, proofText } from './log/tlog-proof.ts';
import { fieldSalt, saltsOf } from './make-leaf.ts';
import { type Opening, readOpening } from './opening-store.ts';
import { evidenceProblems } from './problems.ts';
import { inclusionPath, type Subtree } from './tree/proof.ts';

const idPattern = /^(0|[1-9][0-9]{0,15})$/;

/**
 * A receipt again, under the present checkpoint, for the organisation that asked, for the one that provided, and for auditors
 * of the data administration. The salts of request and content are the asker's alone.
 * @throws RECEIPT_NOT_FOUND also for one that is none of the actor's
 */
export async function readReceipt(options: {
  readonly database: Database;
  readonly log: OpenLog;
  readonly actor: Actor;
  readonly id: string;
}): Promise<Receipt> {
  const { database, log, actor, id } = options;
  if (!idPattern.test(id) || !Number.isSafeInteger(Number(id))) throw evidenceProblems.RECEIPT_NOT_FOUND();
  const index = Number(id);
  const { head, checkpoint } = await log.head();
  if (index >= head.size) throw evidenceProblems.RECEIPT_NOT_FOUND();
  const opening = await readOpening(database, index);
  const parties = textsOf(opening?.disclosed.get('parties')?.value);
  const isAskers = parties.organisation !== undefined && reaches(actor, parties.organisation as Actor['organisation']);
  if (!isAskers && parties.provider !== actor.organisation && !isAuditor(actor))
    throw evidenceProblems.RECEIPT_NOT_FOUND();
  const tree = treeOf(database, head);
  const { leaf, proof } = await tree.prove(index, checkpoint);
  return {
    ...{ id, index, leaf, proof },
    at: String(opening?.disclosed.get('time')?.value ?? new Date(0).toISOString()),
    disclosures: [...(opening?.disclosed ?? [])].filter(([name]) => name !== 'holder').map(([, { text }]) => text),
    salts: isAskers && opening !== undefined ? saltsFor(log, leaf, opening) : {},
  };
}

/** Proofs of leaves under one checkpoint; tiles are read once. */
export function treeOf(
  database: Database,
  { size }: Pick<LogHead, 'size'>,
): { prove(index: number, checkpoint: string): Promise<{ leaf: string; proof: string }> } {
  const subtree: Subtree = subtreesOf(storedTiles(database), size);
  return {
    async prove(index, checkpoint) {
      const [[entry], path] = await Promise.all([
        storedEntries(database, index, index + 1),
        inclusionPath(index, size, subtree),
      ]);
      if (entry === undefined) throw new Error('a leaf of the log is not there');
      return { leaf: entry.toString(), proof: proofText(index, pathLines(path), checkpoint) };
    },
  };
}

function saltsFor(log: OpenLog, leaf: string, { secret }: Opening): Receipt['salts'] {
  const content = parseLeaf(leaf);
  if (secret === undefined || content === undefined) return {};
  const { keys } = log;
  const salts = saltsOf(keys, secret);
  const fields = Object.keys(content.fields ?? {});
  return {
    ...(content.commitments.request === undefined ? {} : { request: salts.request }),
    ...(content.commitments.answer === undefined ? {} : { content: salts.content }),
    ...(fields.length === 0
      ? {}
      : { fields: Object.fromEntries(fields.map((field) => [field, fieldSalt(keys, secret, field)])) }),
  };
}

function isAuditor(actor: Actor): boolean {
  return actor.kind === 'officer' && actor.administration && actor.roles.includes('auditor');
}

/** The members of an object that are texts. */
export function textsOf(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((member): member is [string, string] => typeof member[1] === 'string'),
  );
}
