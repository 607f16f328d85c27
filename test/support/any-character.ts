import fc from 'fast-check';

/** Every code point, as a unit of strings. fast-check's own `binary` makes a table of them all whenever it is asked for, which takes a second. */
export const anyCharacter = fc
  .integer({ min: 0, max: 0x10ffff })
  .filter((point) => point < 0xd800 || point > 0xdfff)
  .map((point) => String.fromCodePoint(point));
