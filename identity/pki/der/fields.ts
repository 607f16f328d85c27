import { DerFault } from './fault.ts';
import type { DerNode } from './node.ts';
import { constructedTag, tag } from './tag.ts';

/** Walks the members of a SEQUENCE, SET or tagged value in their order, as an ASN.1 module lists them. */
export class Fields {
  readonly #members: readonly DerNode[];
  readonly #what: string;
  readonly #offset: number;
  #at = 0;

  constructor(node: DerNode, what: string) {
    this.#members = node.children();
    this.#what = what;
    this.#offset = node.offset;
  }

  /** The members of `node`, which must carry `expected` (a SEQUENCE unless said otherwise). @throws DerFault UNEXPECTED_TAG */
  static of(node: DerNode, what: string, expected: number = tag.sequence): Fields {
    return new Fields(expectTag(node, expected, what), what);
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#members.length;
  }

  /** The tag of the next member, undefined at the end. */
  get nextTag(): number | undefined {
    return this.#members[this.#at]?.tag;
  }

  /** The next member, whatever its tag. @throws DerFault MISSING_MEMBER */
  any(name: string): DerNode {
    const member = this.#members[this.#at];
    if (member === undefined) throw new DerFault('MISSING_MEMBER', this.#offset, `${this.#what} lacks ${name}`);
    this.#at += 1;
    return member;
  }

  /** The next member, which must carry `expected`. @throws DerFault MISSING_MEMBER, UNEXPECTED_TAG */
  next(expected: number, name: string): DerNode {
    return expectTag(this.any(name), expected, `${name} of ${this.#what}`);
  }

  /** The next member if it carries `expected`; otherwise nothing is taken. */
  optional(expected: number): DerNode | undefined {
    const member = this.#members[this.#at];
    if (member?.tag !== expected) return undefined;
    this.#at += 1;
    return member;
  }

  /** The one value inside the next member if that is `[number] EXPLICIT`. */
  optionalExplicit(number: number, name: string): DerNode | undefined {
    const outer = this.optional(constructedTag(number));
    return outer === undefined ? undefined : onlyMember(outer, `${name} of ${this.#what}`);
  }

  /** What is left. */
  rest(): readonly DerNode[] {
    const left = this.#members.slice(this.#at);
    this.#at = this.#members.length;
    return left;
  }

  /** @throws DerFault UNEXPECTED_MEMBER when something is left. */
  end(): void {
    const member = this.#members[this.#at];
    if (member !== undefined) {
      throw new DerFault('UNEXPECTED_MEMBER', member.offset, `${this.#what} has a member too many`);
    }
  }
}

/** The node itself when it carries the tag. @throws DerFault UNEXPECTED_TAG */
export function expectTag(node: DerNode, expected: number, what: string): DerNode {
  if (node.tag !== expected) {
    const found = `0x${node.tag.toString(16).padStart(2, '0')}`;
    const wanted = `0x${expected.toString(16).padStart(2, '0')}`;
    throw new DerFault('UNEXPECTED_TAG', node.offset, `${what} has tag ${found}, not ${wanted}`);
  }
  return node;
}

/** The only member of a constructed value. @throws DerFault MISSING_MEMBER, UNEXPECTED_MEMBER */
export function onlyMember(node: DerNode, what: string): DerNode {
  const fields = new Fields(node, what);
  const member = fields.any('its content');
  fields.end();
  return member;
}

/** The members of a SEQUENCE OF or SET OF with at least one. @throws DerFault MISSING_MEMBER, UNEXPECTED_TAG */
export function membersOf(node: DerNode, what: string, expected: number = tag.sequence): readonly DerNode[] {
  const members = expectTag(node, expected, what).children();
  if (members.length === 0) throw new DerFault('MISSING_MEMBER', node.offset, `${what} is empty`);
  return members;
}
