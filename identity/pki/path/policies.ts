import { type Certificate, isSelfIssued } from '../certificate/certificate.ts';
import { anyPolicy } from '../certificate/extension-oid.ts';
import { type Chain, placeOf, subjectText } from './chain.ts';
import { type CertificateCheck, finding, noFinding } from './finding.ts';
import { addNode, dropOrphans, initialGraph, type PolicyGraph, type PolicyLevel, prune } from './policy-graph.ts';
import type { PolicyInputs } from './request.ts';

/** Policies the path is valid under: the user-constrained policy set (RFC 5280 §6.1.6); `any` when nothing narrows it. */
export interface PolicyOutcome {
  readonly checks: readonly CertificateCheck[];
  readonly policies: readonly string[];
}

/** Policies or mappings in one certificate that are worked out. */
const mostPolicies = 512;

const passed = { zh: '证书策略有效', en: 'the policies hold' };

/** explicit_policy, policy_mapping and inhibit_anyPolicy: certificates left before each takes effect (§6.1.2 (d)–(f)). */
interface Counters {
  explicit: number;
  mapping: number;
  any: number;
}

/**
 * Certificate policies (RFC 5280 §6.1.3 (d)–(f), §6.1.4 (a), (b), (h)–(j), §6.1.5 (a), (b), (g)): the graph of valid policies,
 * mappings, and the three constraints.
 */
export function checkPolicies(chain: Chain, inputs: PolicyInputs = {}): PolicyOutcome {
  const length = chain.certificates.length;
  const counters: Counters = {
    explicit: inputs.requireExplicit === true ? 0 : length + 1,
    mapping: inputs.inhibitMapping === true ? 0 : length + 1,
    any: inputs.inhibitAny === true ? 0 : length + 1,
  };
  let graph: PolicyGraph | undefined = initialGraph();
  const refuse = (
    code: 'NO_VALID_POLICY' | 'ANY_POLICY_MAPPED' | 'POLICIES_TOO_MANY',
    index: number,
  ): PolicyOutcome => ({
    checks: [finding(code, placeOf(chain, index), { subject: subjectText(chain.certificates[index] ?? chain.anchor) })],
    policies: [],
  });
  for (const [index, certificate] of chain.certificates.entries()) {
    const isLast = index === length - 1;
    if ((certificate.policies?.size ?? 0) > mostPolicies || certificate.policyMappings.length > mostPolicies) {
      return refuse('POLICIES_TOO_MANY', index);
    }
    const anyAllowed = counters.any > 0 || (!isLast && isSelfIssued(certificate));
    if (graph !== undefined) graph = processPolicies(graph, certificate, anyAllowed);
    if (counters.explicit === 0 && graph === undefined) return refuse('NO_VALID_POLICY', index);
    if (isLast) break;
    if (certificate.policyMappings.some(({ issuer, subject }) => issuer === anyPolicy || subject === anyPolicy)) {
      return refuse('ANY_POLICY_MAPPED', index);
    }
    if (graph !== undefined) graph = mapPolicies(graph, certificate, counters.mapping > 0);
    countDown(counters, certificate);
  }
  const last = chain.certificates.at(-1);
  if (last !== undefined) {
    if (counters.explicit > 0) counters.explicit -= 1;
    if (last.policyConstraints?.requireExplicitPolicy === 0) counters.explicit = 0;
  }
  const policies = graph === undefined ? [] : userPolicies(graph, inputs.acceptable ?? [anyPolicy]);
  if (counters.explicit === 0 && policies.length === 0 && length > 0) return refuse('NO_VALID_POLICY', length - 1);
  return {
    checks: chain.certificates.map((_, index) => noFinding(placeOf(chain, index), 'policies', passed)),
    policies,
  };
}

/** §6.1.3 (d) and (e). @returns undefined when no policy is valid any more */
function processPolicies(graph: PolicyGraph, certificate: Certificate, anyAllowed: boolean): PolicyGraph | undefined {
  const { policies } = certificate;
  const above = graph.at(-1);
  if (policies === undefined || above === undefined) return undefined;
  const expecting = whoExpects(above);
  const anyAbove = above.get(anyPolicy);
  const level: PolicyLevel = new Map();
  for (const policy of policies) {
    if (policy === anyPolicy) continue;
    const parents = expecting.get(policy) ?? (anyAbove === undefined ? [] : [anyAbove]);
    for (const parent of parents) addNode(level, policy, parent);
  }
  if (policies.has(anyPolicy) && anyAllowed) {
    for (const [policy, parents] of expecting) {
      if (policies.has(policy) && policy !== anyPolicy) continue; // has its child already
      for (const parent of parents) addNode(level, policy, parent);
    }
  }
  const next = [...graph, level];
  return prune(next) ? next : undefined;
}

function whoExpects(level: PolicyLevel): Map<string, Parameters<typeof addNode>[2][]> {
  const expecting = new Map<string, Parameters<typeof addNode>[2][]>();
  for (const node of level.values()) {
    for (const policy of node.expected) {
      const nodes = expecting.get(policy);
      if (nodes === undefined) expecting.set(policy, [node]);
      else nodes.push(node);
    }
  }
  return expecting;
}

/** §6.1.4 (b). @returns undefined when no policy is valid any more */
function mapPolicies(graph: PolicyGraph, certificate: Certificate, mappingAllowed: boolean): PolicyGraph | undefined {
  const level = graph.at(-1);
  const anyAbove = graph.at(-2)?.get(anyPolicy);
  if (level === undefined || certificate.policyMappings.length === 0) return graph;
  const mapped = new Map<string, Set<string>>();
  for (const { issuer, subject } of certificate.policyMappings) {
    const subjects = mapped.get(issuer);
    if (subjects === undefined) mapped.set(issuer, new Set([subject]));
    else subjects.add(subject);
  }
  for (const [policy, subjects] of mapped) {
    if (!mappingAllowed) {
      level.delete(policy);
      continue;
    }
    const node = level.get(policy);
    if (node !== undefined) node.expected = subjects;
    else if (level.has(anyPolicy) && anyAbove !== undefined) addNode(level, policy, anyAbove).expected = subjects;
  }
  return prune(graph) ? graph : undefined;
}

/** §6.1.4 (h)–(j). */
function countDown(counters: Counters, certificate: Certificate): void {
  if (!isSelfIssued(certificate)) {
    if (counters.explicit > 0) counters.explicit -= 1;
    if (counters.mapping > 0) counters.mapping -= 1;
    if (counters.any > 0) counters.any -= 1;
  }
  const { policyConstraints, inhibitAnyPolicy } = certificate;
  counters.explicit = Math.min(counters.explicit, policyConstraints?.requireExplicitPolicy ?? counters.explicit);
  counters.mapping = Math.min(counters.mapping, policyConstraints?.inhibitPolicyMapping ?? counters.mapping);
  counters.any = Math.min(counters.any, inhibitAnyPolicy ?? counters.any);
}

/** §6.1.5 (g): the valid policies that are also acceptable to the user, by the names the first authorities gave them. */
function userPolicies(graph: PolicyGraph, acceptable: readonly string[]): readonly string[] {
  if (acceptable.includes(anyPolicy)) return [...originalPolicies(graph)];
  const wanted = new Set(acceptable);
  for (const [depth, level] of graph.entries()) {
    const anyAbove = graph[depth - 1]?.get(anyPolicy);
    if (anyAbove === undefined) continue;
    for (const node of level.values()) {
      if (node.policy === anyPolicy || wanted.has(node.policy)) continue;
      node.parents.delete(anyAbove);
      if (node.parents.size === 0) level.delete(node.policy);
    }
  }
  dropOrphans(graph);
  const last = graph.at(-1);
  const anyAbove = graph.at(-2)?.get(anyPolicy);
  const original = originalPolicies(graph);
  if (last?.has(anyPolicy) === true && anyAbove !== undefined) {
    last.delete(anyPolicy);
    for (const policy of wanted) if (!original.has(policy)) addNode(last, policy, anyAbove);
  }
  if (!prune(graph)) return [];
  return [...originalPolicies(graph)];
}

/** The valid_policy_node_set: policies that stand right below an anyPolicy, and anyPolicy itself where it came all the way. */
function originalPolicies(graph: PolicyGraph): Set<string> {
  const found = new Set<string>();
  for (const [depth, level] of graph.entries()) {
    const anyAbove = graph[depth - 1]?.get(anyPolicy);
    const isLast = depth === graph.length - 1;
    for (const node of level.values()) {
      const isBelowAny = anyAbove !== undefined && node.parents.has(anyAbove);
      if (isBelowAny && (node.policy !== anyPolicy || isLast)) found.add(node.policy);
    }
  }
  return found;
}
