import type { NonceLedger } from './nonce-ledger.ts';
import type { NonceClaim } from './nonce-store.ts';
import { signatureProblems } from './problems.ts';

/** A signed request on its way to being the first with its nonce on any hub. */
export interface Admission {
  /**
   * Resolves once the nonce is claimed, by this or by what was committed with it.
   * @throws SIGNATURE_REPLAYED, or that the database is away
   */
  claim(): Promise<void>;
  /** Lets `commit` claim the nonce together with something else; without an argument where it is claimed already. */
  claimWith<T>(commit: (nonce?: NonceClaim) => Promise<T>): Promise<T>;
}

/** The way to a ledger. What is claimed stays so; what could not be is tried again. */
export function admissionBy(nonces: Pick<NonceLedger, 'claim'>, nonce: NonceClaim): Admission {
  let claimed: Promise<unknown> | undefined;
  /** A commit failed that may have claimed it all the same. */
  let maybeOurs = false;
  const once = <T>(work: () => Promise<T>): Promise<T> => {
    const running = work();
    claimed = running;
    running.catch((error: unknown) => {
      // Of one that another was first with it is known for good.
      if (claimed !== running || isReplayed(error)) return;
      claimed = undefined;
      maybeOurs = true;
    });
    return running;
  };
  const byItself = async () => {
    if (!(await nonces.claim(nonce)) && !maybeOurs) throw signatureProblems.SIGNATURE_REPLAYED();
  };
  return {
    claim: async () => {
      await (claimed ?? once(byItself));
    },
    claimWith: (commit) => (claimed === undefined ? once(() => commit(nonce)) : commit()),
  };
}

/** Was another request first with the nonce? */
export function isReplayed(error: unknown): error is Error & { readonly code: 'SIGNATURE_REPLAYED' } {
  return error instanceof Error && 'code' in error && error.code === 'SIGNATURE_REPLAYED';
}
