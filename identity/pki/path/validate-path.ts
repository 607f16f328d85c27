import { lenientAlgorithms } from '../algorithm/rules.ts';
import type { Certificate } from '../certificate/certificate.ts';
import type { RevocationContext } from '../revocation/status.ts';
import { candidatePaths, type Pool, poolOf } from './build.ts';
import { type Chain, shownPath, subjectText } from './chain.ts';
import { betterPath, concludePath, type PathVerdict } from './conclude-path.ts';
import { checkConstraints } from './constraints.ts';
import { checkDates } from './dates.ts';
import { finding, noFinding } from './finding.ts';
import { checkPolicies } from './policies.ts';
import { defaultPathLimits, type PathRequest, type RevocationMode } from './request.ts';
import { checkRevocation, type RevocationOutcome, skippedRevocation } from './revocation.ts';
import { checkSignatures } from './signatures.ts';
import { Work } from './work.ts';

/** How far clocks of others may be ahead of ours. */
const defaultClockSkewMs = 5 * 60 * 1000;

/** Paths judged for their fault alone, when no path has signatures that hold. */
const mostBrokenPaths = 4;

/** Signers of lists whose own status hangs on further signers: so deep, and no deeper. */
const deepestSigner = 4;

/**
 * Builds and validates certificate paths (RFC 5280 §6, RFC 4158): the first that passes, or of those that do not the one that
 * came furthest. It never throws for what certificates, lists and responses hold, and does a bounded amount of work.
 *
 * The verdict's steps are `path`, `signatures`, `dates`, `constraints`, `policies` and `revocation`. A rule that is broken
 * makes TOTAL_FAILED; something missing (a path, a list in date, an algorithm we do not know) makes INDETERMINATE.
 * @example
 * const verdict = validatePath({ certificate, intermediates, anchors, crls, at: clock.now() });
 * if (verdict.indication !== 'TOTAL_PASSED') return verdictJson(verdict, 'zh');
 */
export function validatePath(request: PathRequest): PathVerdict {
  const limits = { ...defaultPathLimits, ...request.limits };
  const work = new Work({ limits, rules: request.algorithms ?? lenientAlgorithms, sm2Id: request.sm2Id });
  const pool = poolOf({ anchors: request.anchors, intermediates: request.intermediates ?? [] });
  return search(request, { work, pool, asking: new Set(), trusted: new Map() });
}

interface Setting {
  readonly work: Work;
  readonly pool: Pool;
  /** Fingerprints of signers whose trust is being established further up. */
  readonly asking: ReadonlySet<string>;
  /** Signers already asked about, by anchor, signer and mode. */
  readonly trusted: Map<string, boolean>;
}

function search(request: PathRequest, setting: Setting): PathVerdict {
  const { certificate, at } = request;
  const { work, pool } = setting;
  const parameters = { subject: subjectText(certificate) };
  let best: PathVerdict | undefined;
  for (const chain of candidatePaths({ certificate, pool, at, work, links: 'verified' })) {
    if (!work.takePath()) break;
    const verdict = judge(chain, request, setting);
    // No other path makes a revoked certificate good. One that passes does so only when nothing was left unread for want of
    // work: a crowd of lists must not hide the one that revokes.
    if (isLeafRevoked(verdict)) return verdict;
    if (verdict.indication === 'TOTAL_PASSED' && !work.isExhausted) return verdict;
    best = best === undefined ? verdict : betterPath(best, verdict);
  }
  if (work.isExhausted) {
    const checks = [
      finding('WORK_LIMIT', 0, parameters),
      ...(best?.checks ?? []).filter(({ step }) => step !== 'path'),
    ];
    return concludePath({ at, path: best?.path ?? [], checks });
  }
  if (best !== undefined) return best;
  return brokenPath(request, setting) ?? concludePath({ at, path: [], checks: [finding('NO_PATH', 0, parameters)] });
}

/** The path that was meant, though a signature on it does not hold: so that the verdict can say which. */
function brokenPath(request: PathRequest, setting: Setting): PathVerdict | undefined {
  const { certificate, at } = request;
  const { work, pool } = setting;
  let best: PathVerdict | undefined;
  let judged = 0;
  for (const chain of candidatePaths({ certificate, pool, at, work, links: 'named' })) {
    if (judged >= mostBrokenPaths || !work.takePath()) break;
    const verdict = judge(chain, request, setting);
    best = best === undefined ? verdict : betterPath(best, verdict);
    judged += 1;
  }
  return best;
}

function isLeafRevoked({ checks }: PathVerdict): boolean {
  return checks.some(({ certificate, code }) => certificate === 0 && code === 'REVOKED');
}

const found = { zh: '找到通向信任锚的路径', en: 'a path to a trust anchor was found' };

/** All steps over one path. */
function judge(chain: Chain, request: PathRequest, setting: Setting): PathVerdict {
  const signatures = checkSignatures(chain, setting.work);
  const policies = checkPolicies(chain, request.policies);
  const areSigned = signatures.every(({ result }) => result === 'PASSED' || result === 'SKIPPED');
  const revocation = areSigned ? revocationOf(chain, request, setting) : skippedRevocation(chain, 'broken');
  return concludePath({
    at: request.at,
    path: shownPath(chain),
    checks: [
      noFinding(0, 'path', found),
      ...signatures,
      ...checkDates(chain, request.at),
      ...checkConstraints(chain, request),
      ...policies.checks,
      ...revocation.checks,
    ],
    policies: policies.policies,
    statuses: revocation.statuses,
  });
}

function revocationOf(chain: Chain, request: PathRequest, setting: Setting): RevocationOutcome {
  const mode = request.revocation ?? 'require';
  if (mode === 'none') return skippedRevocation(chain, 'notAsked');
  const context: RevocationContext = {
    at: request.at,
    now: request.now ?? request.at,
    clockSkewMs: request.clockSkewMs ?? defaultClockSkewMs,
    work: setting.work,
    anchor: chain.anchor,
    candidates: [...chain.certificates, chain.anchor, ...(request.intermediates ?? []), ...request.anchors],
    ocspNonce: request.ocspNonce,
    isTrusted: (signer, wanted) => isSignerTrusted({ signer, wanted, chain, request, setting }),
  };
  const { crls, ocspResponses } = request;
  return checkRevocation(chain, { crls, ocspResponses, revocation: mode }, context);
}

/**
 * Whether who signed a list or response has a valid path to the anchor of the path judged (RFC 5280 §6.3.3 (f)). A certificate
 * of that path is judged with it. One whose status is just being asked about, because the list that tells it bears its own
 * signature, is taken as it is: its issuer chose to let it speak for itself.
 */
function isSignerTrusted(question: {
  signer: Certificate;
  wanted: RevocationMode;
  chain: Chain;
  request: PathRequest;
  setting: Setting;
}): boolean {
  const { signer, chain, request, setting } = question;
  const inPath = shownPath(chain).some(({ fingerprint }) => fingerprint === signer.fingerprint);
  if (inPath || setting.asking.has(signer.fingerprint)) return true;
  if (setting.asking.size >= deepestSigner) return false;
  const wanted = question.wanted === 'require' ? (request.revocation ?? 'require') : question.wanted;
  const name = `${chain.anchor.fingerprint} ${signer.fingerprint} ${wanted}`;
  const known = setting.trusted.get(name);
  if (known !== undefined) return known;
  const { at, now, crls, ocspResponses, algorithms, sm2Id, clockSkewMs } = request;
  const intermediates = [...chain.certificates, ...(request.intermediates ?? [])];
  const anchors = [chain.anchor];
  const verdict = search(
    {
      certificate: signer,
      intermediates,
      anchors,
      at,
      now,
      crls,
      ocspResponses,
      algorithms,
      sm2Id,
      clockSkewMs,
      revocation: wanted,
    },
    { ...setting, pool: poolOf({ anchors, intermediates }), asking: new Set([...setting.asking, signer.fingerprint]) },
  );
  const isTrusted = verdict.indication === 'TOTAL_PASSED';
  // Answers given while others are still open rest on what those turn out to be.
  if (setting.asking.size === 0) setting.trusted.set(name, isTrusted);
  return isTrusted;
}
