import { type FuzzCorpus, readCorpus } from './corpus/corpus.ts';
import { documentTargets } from './document-targets.ts';
import { ofdTargets } from './ofd-targets.ts';
import { pdfTargets } from './pdf-targets.ts';
import { pkiTargets } from './pki-targets.ts';
import { requestTargets } from './request-targets.ts';
import { sealTargets } from './seal-targets.ts';
import type { FuzzTarget } from './target.ts';
import { wireTargets } from './wire-targets.ts';

/** Every reader of what comes from outside, over a corpus. */
export function targetsOver(corpus: FuzzCorpus): readonly FuzzTarget[] {
  return [
    ...pkiTargets(corpus),
    ...sealTargets(corpus),
    ...ofdTargets(corpus),
    ...pdfTargets(corpus),
    ...documentTargets(corpus),
    ...requestTargets(),
    ...wireTargets(corpus),
  ];
}

/** The same over the corpus of a file: what a child of a fuzzer asks for. */
export async function openTargets(corpus: string): Promise<readonly FuzzTarget[]> {
  return targetsOver(await readCorpus(corpus));
}
