/** Distance between a full-width form (U+FF01 to U+FF5E) and its ASCII character. */
const fullWidthOffset = 0xfee0;
const canonicalAlready = /^[0-9A-Z]*$/;

/**
 * The one spelling of a number under which it is compared, hashed and stored: no surrounding space, full-width characters as
 * ASCII (as input methods produce them; of NFKC only this part, since ² or ① in a number is a mistake and no digit),
 * letters in upper case.
 * @example canonicalNumber(' １１０１０５１９４９１２３１００２ｘ') // '11010519491231002X'
 */
export function canonicalNumber(text: string): string {
  if (canonicalAlready.test(text)) return text;
  return text
    .replace(/[\uFF01-\uFF5E]/g, (character) => String.fromCharCode(character.charCodeAt(0) - fullWidthOffset))
    .trim()
    .replace(/[a-z]/g, (letter) => letter.toUpperCase());
}
