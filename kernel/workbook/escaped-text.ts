/**
 * Texts in Office Open XML: what XML cannot hold is written `_xHHHH_` (ECMA-376 part 1, 22.9.2.19 ST_Xstring), and so is the
 * underscore of a text that looks like it.
 */
export function escapeText(text: string): string {
  return text
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(unwritable, (character) => `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    .replace(/[&<>]/g, (character) => (character === '&' ? '&amp;' : character === '<' ? '&lt;' : '&gt;'));
}

/** A carriage return would come back as a line feed. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to be found
const unwritable = /[\u0000-\u0008\u000b\u000c\r\u000e-\u001f\ufffe\uffff]/g;

/** The text that {@link escapeText} wrote, once the XML parser has read it. */
export function unescapeText(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** A text in an attribute. */
export function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
}
