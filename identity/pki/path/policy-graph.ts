import { anyPolicy } from '../certificate/extension-oid.ts';

/**
 * One policy that is valid down to some depth (RFC 5280 §6.1.2 (a)). Where the RFC's tree has a node for each way to reach a
 * policy, this graph has one with all its parents, so that mappings cannot make it grow exponentially: what a node expects
 * of the next certificate depends on its policy alone.
 */
export interface PolicyNode {
  readonly policy: string;
  /** expected_policy_set: what the next certificate may call this policy. */
  expected: ReadonlySet<string>;
  readonly parents: Set<PolicyNode>;
}

/** The nodes of one depth by their policy. */
export type PolicyLevel = Map<string, PolicyNode>;

/** Levels from the anchor's (depth 0) down. */
export type PolicyGraph = PolicyLevel[];

/** The graph before the first certificate: any policy. */
export function initialGraph(): PolicyGraph {
  const root: PolicyNode = { policy: anyPolicy, expected: new Set([anyPolicy]), parents: new Set() };
  return [new Map([[anyPolicy, root]])];
}

/** Adds a node, or another parent to the one there is. */
export function addNode(level: PolicyLevel, policy: string, parent: PolicyNode): PolicyNode {
  const existing = level.get(policy);
  if (existing !== undefined) {
    existing.parents.add(parent);
    return existing;
  }
  const node: PolicyNode = { policy, expected: new Set([policy]), parents: new Set([parent]) };
  level.set(policy, node);
  return node;
}

/** Removes nodes above the last level that lead nowhere (§6.1.3 (d) (3)). @returns false when nothing of the graph is left */
export function prune(graph: PolicyGraph): boolean {
  for (let depth = graph.length - 2; depth >= 0; depth -= 1) {
    const level = graph[depth];
    const below = graph[depth + 1];
    if (level === undefined || below === undefined) break;
    const withChild = new Set([...below.values()].flatMap((node) => [...node.parents]));
    for (const node of level.values()) if (!withChild.has(node)) level.delete(node.policy);
  }
  return (graph[0]?.size ?? 0) > 0 && (graph.at(-1)?.size ?? 0) > 0;
}

/** Removes nodes whose parents are gone, from the top down. */
export function dropOrphans(graph: PolicyGraph): void {
  for (let depth = 1; depth < graph.length; depth += 1) {
    const above = new Set(graph[depth - 1]?.values() ?? []);
    for (const node of graph[depth]?.values() ?? []) {
      for (const parent of node.parents) if (!above.has(parent)) node.parents.delete(parent);
      if (node.parents.size === 0) graph[depth]?.delete(node.policy);
    }
  }
}
