import type { Certificate, PathVerdict } from '../../../identity/pki/index.ts';
import type { Finding } from '../../verify/verdict.ts';
import type { TrustMaterial } from './trust-material.ts';

/** What was found of a certificate whose path passed and that nothing in hand says is revoked, and for which moments. */
interface SettledPath {
  readonly finding: Finding;
  /** Of the moment judged for, and of the moment of judging. */
  readonly at: Period;
  readonly now: Period;
}

/** Milliseconds, the end not included. */
interface Period {
  readonly from: number;
  readonly to: number;
}

/** Kept of one certificate: it is mostly asked about for when a seal was made, for when it was used, and for now. */
const mostPeriods = 16;

/** How far clocks may differ, as path validation has it; a second by which a certificate outlasts its notAfter. */
const offsets = [0, 1000, -5 * 60_000, 5 * 60_000];

/**
 * Paths that passed, for other moments between the same dates. Whether a path is valid depends on the moment by comparing it
 * with dates in certificates and lists alone; between two dates that follow one another the answer stays what it was.
 *
 * Only plain good answers are kept, and none where a list names a certificate of the path, or somebody who may have signed a
 * list, or where there are OCSP responses: there the dates of revocations count too.
 */
export class SettledPaths {
  readonly #material: TrustMaterial;
  readonly #settled = new WeakMap<Certificate, SettledPath[]>();
  #turns: readonly number[] | undefined;

  constructor(material: TrustMaterial) {
    this.#material = material;
  }

  /** What the path says at a moment, if it is settled. */
  path(certificate: Certificate, at: Date): Finding | undefined {
    return this.#find(certificate, at)?.finding;
  }

  /** Whether nobody on the path is revoked, asked `now` about `at`, if it is settled that it is so. */
  isGood(certificate: Certificate, at: Date, now: Date): boolean {
    return this.#find(certificate, at, now) !== undefined;
  }

  /** Keeps the answer to a question if it can be kept. */
  settle(answer: { certificate: Certificate; at: Date; now: Date; verdict: PathVerdict; finding: Finding }): void {
    const { certificate, verdict, finding } = answer;
    if (verdict.indication !== 'TOTAL_PASSED' || !this.#isSilentAbout(verdict.path)) return;
    const turns = [...this.#turnsOfMaterial(), ...verdict.path.flatMap(turnsOfCertificate)];
    const known = this.#settled.get(certificate) ?? [];
    known.unshift({ finding, at: periodOf(answer.at, turns), now: periodOf(answer.now, turns) });
    if (known.length > mostPeriods) known.pop();
    this.#settled.set(certificate, known);
  }

  #find(certificate: Certificate, at: Date, now?: Date): SettledPath | undefined {
    return this.#settled
      .get(certificate)
      ?.find((settled) => isWithin(settled.at, at) && (now === undefined || isWithin(settled.now, now)));
  }

  #isSilentAbout(path: readonly Certificate[]): boolean {
    const { anchors, intermediates = [], crls = [], ocspResponses = [] } = this.#material;
    const concerned = [...path, ...anchors, ...intermediates];
    const isNamed = ({ issuer, serial }: Certificate) => crls.some((crl) => crl.find(issuer.key, serial) !== undefined);
    return ocspResponses.length === 0 && !concerned.some(isNamed);
  }

  #turnsOfMaterial(): readonly number[] {
    const { anchors, intermediates = [], crls = [] } = this.#material;
    this.#turns ??= [
      ...[...anchors, ...intermediates].flatMap(turnsOfCertificate),
      ...crls.flatMap(({ thisUpdate, nextUpdate }) => turnsAt([thisUpdate, ...(nextUpdate ? [nextUpdate] : [])])),
    ];
    return this.#turns;
  }
}

function turnsOfCertificate({ notBefore, notAfter }: Certificate): readonly number[] {
  return turnsAt([notBefore, notAfter]);
}

/** Moments at which a comparison with one of the dates may turn, be the date itself on the one side of it or the other. */
function turnsAt(dates: readonly Date[]): readonly number[] {
  return dates.flatMap((date) => offsets.flatMap((offset) => [date.getTime() + offset, date.getTime() + offset + 1]));
}

/** Between the last turn that has come and the next. */
function periodOf(moment: Date, turns: readonly number[]): Period {
  const time = moment.getTime();
  let [from, to] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const turn of turns) {
    if (turn <= time) from = Math.max(from, turn);
    else to = Math.min(to, turn);
  }
  return { from, to };
}

function isWithin({ from, to }: Period, moment: Date): boolean {
  const time = moment.getTime();
  return from <= time && time < to;
}
