/** Eighteen characters in the form of a citizen number (GB 11643), standing by themselves. */
const citizenNumberForm =
  /(?<![0-9])[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9])/;

/**
 * Is there a citizen number in a text that somebody made up, such as a case number? What goes into the record stays there
 * for ever and in clear, so such a text is refused before.
 */
export function holdsCitizenNumber(text: string): boolean {
  return citizenNumberForm.test(text.normalize('NFKC'));
}
