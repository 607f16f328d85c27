import { ofdProblems } from '../problems.ts';

/** An element as it was read: names without prefixes, comments and processing instructions dropped. */
export interface XmlElement {
  readonly name: string;
  readonly namespace: string;
  /** Attributes that stand in no namespace, which are all that OFD has. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Character data directly inside, joined. */
  readonly text: string;
  /** Where its end tag ends in the file's text, the mark some makers put first not counted. */
  readonly end: number;
}

/** The namespace of OFD, and one that is seen in files older than the standard. */
export const ofdNamespace = 'http://www.ofdspec.org/2016';
const ofdNamespaces: ReadonlySet<string> = new Set([ofdNamespace, 'http://www.ofdspec.org']);

export function isOfdNamespace(namespace: string): boolean {
  return ofdNamespaces.has(namespace);
}

/** An element together with the file it stands in, for resolving its locations and for saying what is wrong where. */
export interface Located {
  readonly file: string;
  readonly element: XmlElement;
}

/** The elements of a name directly inside; those of other namespaces are no part of OFD. */
export function childrenOf({ file, element }: Located, name: string): readonly Located[] {
  return element.children
    .filter((child) => child.name === name && isOfdNamespace(child.namespace))
    .map((child) => ({ file, element: child }));
}

/** The one element of a name, or none. Where readers may take the first or the last of several, none is right. @throws OFD_STRUCTURE_INVALID */
export function optionalChild(parent: Located, name: string): Located | undefined {
  const [first, second] = childrenOf(parent, name);
  if (second !== undefined) throw invalid(parent, `${name} 出现多次`, `${name} occurs more than once`);
  return first;
}

/** @throws OFD_STRUCTURE_INVALID */
export function requiredChild(parent: Located, name: string): Located {
  const child = optionalChild(parent, name);
  if (child === undefined) throw invalid(parent, `缺少 ${name}`, `${name} is missing`);
  return child;
}

/** Text of the one element of a name, without white space around it; undefined when it is missing or empty. */
export function childText(parent: Located, name: string): string | undefined {
  const text = optionalChild(parent, name)?.element.text.trim();
  return text === '' ? undefined : text;
}

/** @throws OFD_STRUCTURE_INVALID */
export function requiredText(parent: Located, name: string): string {
  const text = childText(parent, name);
  if (text === undefined) throw invalid(parent, `缺少 ${name}`, `${name} is missing`);
  return text;
}

/** An attribute without white space around it; undefined when it is missing or empty. */
export function attribute({ element }: Located, name: string): string | undefined {
  const value = element.attributes.get(name)?.trim();
  return value === '' ? undefined : value;
}

/** @throws OFD_STRUCTURE_INVALID */
export function requiredAttribute(element: Located, name: string): string {
  const value = attribute(element, name);
  if (value === undefined) throw invalid(element, `缺少属性 ${name}`, `the attribute ${name} is missing`);
  return value;
}

/** What is wrong with an element, told by names of OFD's own and never by content. */
export function invalid({ file, element }: Located, whyZh: string, whyEn: string) {
  return ofdProblems.OFD_STRUCTURE_INVALID({
    file,
    whyZh: `${element.name} 中${whyZh}`,
    whyEn: `in ${element.name}, ${whyEn}`,
  });
}
