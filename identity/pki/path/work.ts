import type { AlgorithmIdentifier } from '../algorithm/algorithm-identifier.ts';
import type { PublicKey } from '../algorithm/public-key.ts';
import { type AlgorithmRules, lenientAlgorithms, weaknessOf } from '../algorithm/rules.ts';
import { type SignatureCheck, verifySignature } from '../algorithm/verify-signature.ts';
import type { PathLimits } from './request.ts';

/** Something signed whose signed bytes were kept: a certificate, a list, a response. */
export interface Signed {
  readonly tbs: Buffer;
  readonly signature: Buffer;
  readonly signatureAlgorithm: AlgorithmIdentifier;
}

/** Answers that stay true: the same bytes, key and ID always verify alike. Kept as long as the parsed thing itself. */
const known = new WeakMap<Signed, Map<string, SignatureCheck>>();

/** Keys remembered per signed thing; a bundle of look-alikes must not fill the memory. */
const mostKeys = 8;

/** Every algorithm we know; what is good enough is asked afterwards, since the answer must not depend on it. */
const anyAlgorithm: AlgorithmRules = {
  ...lenientAlgorithms,
  digests: ['md5', ...lenientAlgorithms.digests],
  minimumRsaBits: 0,
  minimumDsaBits: 0,
};

/** The work one validation may still do, and the signatures it has seen. */
export class Work {
  readonly #limits: PathLimits;
  readonly #rules: AlgorithmRules;
  readonly #sm2Id: string | undefined;
  #signatures = 0;
  #candidates = 0;
  #paths = 0;
  #isExhausted = false;

  constructor(options: { limits: PathLimits; rules?: AlgorithmRules | undefined; sm2Id?: string | undefined }) {
    this.#limits = options.limits;
    this.#rules = options.rules ?? lenientAlgorithms;
    this.#sm2Id = options.sm2Id;
  }

  /** Whether something was left undone for want of work. */
  get isExhausted(): boolean {
    return this.#isExhausted;
  }

  get depth(): number {
    return this.#limits.depth;
  }

  /** Whether one more candidate may be looked at. */
  takeCandidate(): boolean {
    this.#candidates += 1;
    return this.#within(this.#candidates <= this.#limits.candidates);
  }

  /** Whether one more complete path may be judged. */
  takePath(): boolean {
    this.#paths += 1;
    return this.#within(this.#paths <= this.#limits.paths);
  }

  /** Verifies a signature, or recalls that it was verified; undefined when there is no work left for it. */
  verify(signed: Signed, key: PublicKey): SignatureCheck | undefined {
    const name = `${this.#sm2Id ?? ''}\u0000${key.spki.toString('latin1')}`;
    const answers = known.get(signed) ?? new Map<string, SignatureCheck>();
    let check = answers.get(name);
    if (check === undefined) {
      this.#signatures += 1;
      if (!this.#within(this.#signatures <= this.#limits.signatures)) return undefined;
      check = verifySignature({
        algorithm: signed.signatureAlgorithm,
        key,
        data: signed.tbs,
        signature: signed.signature,
        rules: anyAlgorithm,
        sm2Id: this.#sm2Id,
      });
      if (answers.size >= mostKeys) answers.clear();
      answers.set(name, check);
      known.set(signed, answers);
    }
    if (!check.valid || weaknessOf(this.#rules, check.scheme, key) === undefined) return check;
    return { valid: false, code: 'ALGORITHM_REFUSED', algorithm: signed.signatureAlgorithm.oid };
  }

  #within(isWithin: boolean): boolean {
    if (!isWithin) this.#isExhausted = true;
    return isWithin;
  }
}
