import type { KeyObject } from 'node:crypto';
import { rootText, type TreeSignature, verifyText } from '../../../connectors/protocol/index.ts';
import type { SystemKeyFact } from '../../../identity/index.ts';

/** Verifies the roots of the trees that requests were signed in: each once, however many requests are under it. */
export interface RootCheck {
  /** @param request.root to which the request's path leads; undefined where it leads to none */
  holds(request: {
    readonly tree: TreeSignature;
    readonly root: Buffer | undefined;
    readonly key: SystemKeyFact;
  }): boolean | Promise<boolean>;
}

/** The requests of one tree come within moments; this is some seconds' worth, a fifth of a kilobyte each. */
const rootsRemembered = 1_024;

/**
 * Makes a check that remembers the last roots whose signature was right, by the exact bytes of signature, size and root
 * and by the key, and nothing that was wrong. Whether the key still counts is for the caller to see, at each request; under
 * another key object of the same id a root is verified anew. Requests that come while their root is being verified wait
 * for that one verification.
 */
export function createRootCheck(
  options: { readonly remember?: number | undefined; readonly verify?: typeof verifyText } = {},
): RootCheck {
  const { remember = rootsRemembered, verify = verifyText } = options;
  const right = new Map<string, KeyObject>();
  const underWay = new Map<string, { readonly key: KeyObject; readonly holds: Promise<boolean> }>();

  function verifyOnce(id: string, { tree, root, key }: { tree: TreeSignature; root: Buffer; key: SystemKeyFact }) {
    const same = underWay.get(id);
    if (same?.key === key.key) return same.holds;
    const holds = verify(rootText(tree.size, root), tree.signature, key)
      .then((isRight) => {
        if (isRight) note(id, key.key);
        return isRight;
      })
      .finally(() => {
        if (underWay.get(id)?.holds === holds) underWay.delete(id);
      });
    underWay.set(id, { key: key.key, holds });
    return holds;
  }

  function note(id: string, key: KeyObject): void {
    right.set(id, key);
    if (right.size <= remember) return;
    const [eldest] = right.keys();
    if (eldest !== undefined) right.delete(eldest);
  }

  return {
    holds({ tree, root, key }) {
      if (root === undefined) return false;
      const id = `${tree.proof.toString('latin1')}${root.toString('latin1')}${key.kid}`;
      return right.get(id) === key.key || verifyOnce(id, { tree, root, key });
    },
  };
}
