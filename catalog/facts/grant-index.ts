import type { OrganisationId, SystemId } from '../../identity/index.ts';
import type { Grant } from '../grant/grant.ts';

/** Who asks for what. */
export interface GrantQuestion {
  readonly organisation: OrganisationId;
  readonly system: SystemId;
  readonly resource: string;
}

/** Active grants, found by consumer organisation and resource. */
export class GrantIndex {
  readonly #byId = new Map<string, Grant>();
  readonly #byPair = new Map<string, readonly Grant[]>();

  constructor(grants: readonly Grant[]) {
    for (const grant of grants) this.replace(grant.id, grant);
  }

  get size(): number {
    return this.#byId.size;
  }

  /** Puts the grant in the place of the one with this id; undefined takes it away. */
  replace(id: string, grant: Grant | undefined): void {
    const before = this.#byId.get(id);
    if (before !== undefined) {
      this.#byId.delete(id);
      this.#set(
        before,
        this.#of(before).filter((each) => each.id !== id),
      );
    }
    if (grant !== undefined) {
      this.#byId.set(id, grant);
      this.#set(grant, [...this.#of(grant), grant].sort(oldestFirst));
    }
  }

  forQuestion({ organisation, system, resource }: GrantQuestion): readonly Grant[] {
    const grants = this.#byPair.get(pairOf(organisation, resource)) ?? [];
    return grants.filter((grant) => grant.consumer.system === undefined || grant.consumer.system === system);
  }

  #of(grant: Grant): readonly Grant[] {
    return this.#byPair.get(pairOf(grant.consumer.organisation, grant.resource)) ?? [];
  }

  #set(like: Grant, grants: readonly Grant[]): void {
    const pair = pairOf(like.consumer.organisation, like.resource);
    if (grants.length === 0) this.#byPair.delete(pair);
    else this.#byPair.set(pair, grants);
  }
}

/** Neither id can hold a space. */
function pairOf(organisation: string, resource: string): string {
  return `${organisation} ${resource}`;
}

function oldestFirst(a: Grant, b: Grant): number {
  return a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1);
}
