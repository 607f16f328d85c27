const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** The two moduli of the hybrid system MOD 37,36. */
const modulus = alphabet.length;
const primeModulus = modulus + 1;

/**
 * The check character of ISO/IEC 7064 MOD 37,36 (GB/T 17710) over digits and upper-case letters.
 * Every single wrong character changes it.
 * @throws RangeError for other characters
 * @example licenceCheckCharacter('11100000000013338W01111430000006122244L20230000403001') // 'U'
 */
export function licenceCheckCharacter(body: string): string {
  let product = modulus;
  for (const character of body) {
    const value = alphabet.indexOf(character);
    if (value < 0) throw new RangeError('MOD 37,36 takes digits and upper-case letters only');
    const sum = (product + value) % modulus || modulus;
    product = (2 * sum) % primeModulus;
  }
  return alphabet.charAt((primeModulus - product) % modulus);
}
