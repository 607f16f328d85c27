import { describe, expect, it } from 'vitest';
import { holdsCitizenNumber } from '../../identity/index.ts';

// The example of GB 11643, with its right check character.
describe('a citizen number in a text that somebody made up', () => {
  it.each([
    '11010519491231002X',
    '案件 11010519491231002x 之二',
    '１１０１０５１９４９１２３１００２Ｘ',
    // In its form, whatever its check character: a slip of the hand is still somebody's number.
    '110105194912310021',
    '110105 19491231 002X',
    '110105-19491231-002X',
    '110105－19491231－002Ｘ',
    '1101 0519 4912 3100 2X',
    '110105.19491231.002X',
    'BJ-12-110105-19491231-002X',
    '110105·1949·1231·002x，2026',
  ])('is found in %s', (text) => {
    expect(holdsCitizenNumber(text)).toBe(true);
  });

  it.each([
    '',
    'bench-17',
    '灵审〔2026〕000123',
    // Groups of digits in the form, and no check character of theirs.
    '110105-19491231-0021',
    // Two spaces are no writing of one number; a longer run of digits is none either.
    '110105  19491231  002X',
    '9110105194912310021',
    '110105-19491331-002X',
    '91330000000000000X',
  ])('is not found in %s', (text) => {
    expect(holdsCitizenNumber(text)).toBe(false);
  });
});
