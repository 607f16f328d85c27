import { citizenCheckCharacter } from './citizen-number.ts';

/** Eighteen characters in the form of a citizen number (GB 11643), standing by themselves. */
const citizenNumberForm =
  /(?<![0-9])[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9])/;
/** The same many, with one space, dash or the like between any two of them; wherever one may begin. */
const spacedForm = /(?<![0-9])(?=([1-9](?:[\s\p{Pd}._/·]?\d){16}[\s\p{Pd}._/·]?[\dXx])(?![0-9]))/gu;

/** Most texts are shorter than a number, and every query brings some. */
const shortest = 18;

/**
 * Is there a citizen number in a text that somebody made up, such as a case number? What goes into the record stays there
 * for ever and in clear, so such a text is refused before. Written in groups (`110105 19491231 002X`) it is one when its
 * check character is right as well: case numbers are groups of digits too.
 */
export function holdsCitizenNumber(text: string): boolean {
  const plain = text.normalize('NFKC');
  if (plain.length < shortest) return false;
  return citizenNumberForm.test(plain) || [...plain.matchAll(spacedForm)].some(([, spaced = '']) => isRight(spaced));
}

function isRight(spaced: string): boolean {
  const number = spaced.replaceAll(/[^\dXx]/g, '').toUpperCase();
  return citizenNumberForm.test(number) && citizenCheckCharacter(number.slice(0, -1)) === number.at(-1);
}
