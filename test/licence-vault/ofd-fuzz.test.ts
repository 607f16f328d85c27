import { describe, expect, it } from 'vitest';
import { openPackage } from '../../licence-vault/ofd/package/package.ts';
import { type Finding, passed } from '../../licence-vault/verify/verdict.ts';
import { diceOf } from '../../ops/fuzz/dice.ts';
import { mutate } from '../../ops/fuzz/mutate.ts';
import { rewritten, sealed, verified } from './ofd-documents.ts';
import { county } from './seal-parties.ts';

describe('mutated OFD files', () => {
  it('get a verdict, never an exception, and pass only when every file is as it was', async () => {
    const here = county();
    const trust = {
      ...here.trust,
      path: async (): Promise<Finding> => passed('', ''),
      revocation: async () => ({ status: 'good' }) as const,
    };
    const bytes = await sealed({ county: here });
    const files = openPackage(bytes).entries;
    const dice = diceOf(7);
    for (let round = 0; round < 1500; round += 1) {
      const { name, bytes: content } = files[dice.roll(files.length)]!;
      const other = files[dice.roll(files.length)]!.bytes;
      const changed = mutate(content, other, dice);
      const { verdict } = await verified(rewritten(bytes, { [name]: changed }), { ...here, trust });
      // The list of signatures protects nothing but itself, and says the same in many spellings.
      if (changed.equals(content) || name.endsWith('Signatures.xml')) continue;
      // A value whose algorithm was turned into one that nobody knows is undecided, as it must be.
      const isUndecided = name.endsWith('SignedValue.dat') && verdict.subIndication === 'CRYPTO_CONSTRAINTS_FAILURE';
      expect(verdict.indication, `${name}, round ${round}`).toBe(isUndecided ? 'INDETERMINATE' : 'TOTAL_FAILED');
    }
  }, 60_000);
});
