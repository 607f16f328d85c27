import { placeOf, type Text } from '../../kernel/index.ts';
import { officerProblems } from './problems.ts';

/** GB/T 22239-2019 §8.1.4.1 a) asks for complexity and gives no number; NIST SP 800-63B §5.1.1.2 asks for eight at least. */
const leastLength = 12;
/** From here on length stands in for variety, so that a phrase of words will do (NIST SP 800-63B §5.1.1.1). */
const phraseLength = 20;
/** Bounds the work of hashing; far above the 64 that NIST SP 800-63B §5.1.1.2 wants to be possible. */
const greatestLength = 128;
const leastKindsOfCharacters = 3;
/** With fewer than this many different characters a password is a pattern, not a secret. */
const leastDifferentCharacters = 6;

const kindsOfCharacters = [/\p{Lu}/u, /\p{Ll}/u, /\p{Nd}/u, /[^\p{Lu}\p{Ll}\p{Nd}]/u];

/** Beginnings of what people choose when a rule forces them; compared without case, digits for letters undone. */
const commonParts = [
  'password',
  'passw',
  'qwerty',
  'asdfgh',
  'admin',
  'welcome',
  'letmein',
  'iloveyou',
  'abc123',
  'hufu',
];
const lookAlikes: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '@': 'a',
  $: 's',
};
const runs = ['abcdefghijklmnopqrstuvwxyz', '0123456789', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
/** A run this long inside a password that is not a phrase makes it regular. */
const longestRun = 5;

/**
 * What is wrong with a password; an empty list means it will do. Pure, so the console can show the same rules.
 * @example passwordFaults({ password: 'Zhangsan2024', login: 'zhangsan' }) // contains the login
 */
export function passwordFaults(options: { password: string; login: string }): readonly Text[] {
  const password = options.password.normalize('NFKC');
  const length = [...password].length;
  const lower = password.toLowerCase();
  const faults: Text[] = [];
  if (length < leastLength)
    faults.push({ zh: `少于 ${leastLength} 个字符`, en: `fewer than ${leastLength} characters` });
  if (length > greatestLength) {
    faults.push({ zh: `超过 ${greatestLength} 个字符`, en: `more than ${greatestLength} characters` });
  }
  const kinds = kindsOfCharacters.filter((kind) => kind.test(password)).length;
  if (length < phraseLength && kinds < leastKindsOfCharacters) {
    faults.push({ zh: '大写、小写、数字、符号不足三类', en: 'fewer than three kinds of characters' });
  }
  if (new Set(lower).size < leastDifferentCharacters) {
    faults.push({ zh: '重复字符过多', en: 'too few different characters' });
  }
  if (lower.includes(options.login.toLowerCase())) faults.push({ zh: '包含登录名', en: 'contains the login' });
  if (length < phraseLength && isCommon(lower)) faults.push({ zh: '过于常见或有规律', en: 'common or regular' });
  return faults;
}

/** @throws PASSWORD_TOO_WEAK saying why, never repeating the password */
export function requireGoodPassword(options: { password: string; login: string }): void {
  const faults = passwordFaults(options);
  if (faults.length === 0) return;
  const why = { zh: faults.map((fault) => fault.zh).join('；'), en: faults.map((fault) => fault.en).join('; ') };
  throw officerProblems.PASSWORD_TOO_WEAK({ whyZh: why.zh, whyEn: why.en }, { errors: [placeOf('/password', why)] });
}

function isCommon(lower: string): boolean {
  const undone = [...lower].map((character) => lookAlikes[character] ?? character).join('');
  if (commonParts.some((part) => lower.includes(part) || undone.includes(part))) return true;
  return runs.some((run) => hasRun(lower, run) || hasRun(lower, [...run].reverse().join('')));
}

function hasRun(text: string, run: string): boolean {
  for (let start = 0; start + longestRun <= run.length; start += 1) {
    if (text.includes(run.slice(start, start + longestRun))) return true;
  }
  return false;
}
