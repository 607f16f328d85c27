const namespace = 'http://www.w3.org/2000/svg';

/** Makes an element of SVG. Nothing of a file is ever read as markup. */
export function make(name: string, attributes: Readonly<Record<string, string | number>> = {}): Element {
  const element = document.createElementNS(namespace, name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, String(value));
  return element;
}

let ids = 0;

/** An id that no other drawing on the page has. */
export function newId(): string {
  ids += 1;
  return `ofd-${ids}`;
}
