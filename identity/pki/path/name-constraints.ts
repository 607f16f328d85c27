import { type Certificate, isSelfIssued } from '../certificate/certificate.ts';
import type { GeneralSubtree, NameConstraints } from '../certificate/constraint-extensions.ts';
import type { GeneralName } from '../certificate/general-name.ts';
import { emailsIn } from '../certificate/name.ts';
import { type Chain, placeOf, subjectText } from './chain.ts';
import { type CertificateCheck, finding } from './finding.ts';
import { isWithin } from './name-matching.ts';

/** Comparisons of a name with a subtree that one path may cost. */
const mostComparisons = 250_000;

/** Subtrees gathered on the way down: a name must lie in each set of `permitted`, and in none of `excluded`. */
interface Subtrees {
  readonly permitted: readonly (readonly GeneralSubtree[])[];
  readonly excluded: readonly GeneralSubtree[];
}

/**
 * Name constraints (RFC 5280 §4.2.1.10, §6.1.3 (b) and (c), §6.1.4 (g)) over subject names, alternative names and e-mail
 * addresses in subjects. Self-issued certificates on the way are exempt; the last one never is. The anchor's own constraints
 * count (RFC 5937 §3.2).
 */
export function checkNameConstraints(chain: Chain, initial: NameConstraints | undefined): CertificateCheck[] {
  let subtrees = narrowed(narrowed({ permitted: [], excluded: [] }, initial), chain.anchor.nameConstraints);
  let comparisons = 0;
  const checks: CertificateCheck[] = [];
  for (const [index, certificate] of chain.certificates.entries()) {
    const isLast = index === chain.certificates.length - 1;
    const isConstrained = subtrees.permitted.length > 0 || subtrees.excluded.length > 0;
    if (isConstrained && (isLast || !isSelfIssued(certificate))) {
      const place = placeOf(chain, index);
      const parameters = { subject: subjectText(certificate) };
      const names = namesOf(certificate);
      comparisons += names.length * (subtrees.excluded.length + subtrees.permitted.flat().length);
      if (comparisons > mostComparisons) return [...checks, finding('TOO_MANY_NAMES', place, parameters)];
      const codes = new Set(names.map((name) => fault(name, subtrees)));
      for (const code of codes) if (code !== undefined) checks.push(finding(code, place, parameters));
    }
    subtrees = narrowed(subtrees, certificate.nameConstraints);
  }
  return checks;
}

function narrowed(subtrees: Subtrees, constraints: NameConstraints | undefined): Subtrees {
  if (constraints === undefined) return subtrees;
  const { permitted, excluded } = constraints;
  return {
    permitted: permitted.length === 0 ? subtrees.permitted : [...subtrees.permitted, permitted],
    excluded: [...subtrees.excluded, ...excluded],
  };
}

function namesOf(certificate: Certificate): readonly GeneralName[] {
  const { subject, subjectAlternativeNames } = certificate;
  const directory: GeneralName[] = subject.parts.length === 0 ? [] : [{ type: 'directory', name: subject }];
  const emails = emailsIn(subject).map((text): GeneralName => ({ type: 'email', text }));
  return [...directory, ...emails, ...subjectAlternativeNames];
}

type NameFault = 'NAME_NOT_PERMITTED' | 'NAME_EXCLUDED' | 'NAME_CONSTRAINT_UNSUPPORTED';

function fault(name: GeneralName, subtrees: Subtrees): NameFault | undefined {
  const ofSameForm = (subtree: GeneralSubtree) => formOf(subtree.base) === formOf(name);
  for (const subtree of subtrees.excluded.filter(ofSameForm)) {
    const within = decide(name, subtree, 'excluded');
    if (within === undefined) return 'NAME_CONSTRAINT_UNSUPPORTED';
    if (within) return 'NAME_EXCLUDED';
  }
  for (const set of subtrees.permitted) {
    const relevant = set.filter(ofSameForm).map((subtree) => decide(name, subtree, 'permitted'));
    if (relevant.length === 0 || relevant.includes(true)) continue;
    return relevant.includes(undefined) ? 'NAME_CONSTRAINT_UNSUPPORTED' : 'NAME_NOT_PERMITTED';
  }
  return undefined;
}

function formOf(name: GeneralName): string {
  return name.type === 'other' ? `other ${name.form}` : name.type;
}

/** Undefined when nobody can say: a form we do not compare, or a subtree with a distance. */
function decide(name: GeneralName, subtree: GeneralSubtree, list: 'permitted' | 'excluded'): boolean | undefined {
  return subtree.hasDistance ? undefined : isWithin(name, subtree.base, list);
}
