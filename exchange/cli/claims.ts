import type { Claim, Predicate } from '../../connectors/index.ts';
import { CommandError, exitCode } from './exit.ts';
import { readPairs } from './pairs.ts';

type Member = keyof Predicate;

/** How the value of each member of a predicate is written on the command line. */
const writings: Readonly<Record<Member, 'number' | 'text' | 'list'>> = {
  ageAtLeast: 'number',
  ageBelow: 'number',
  division: 'text',
  oneOf: 'list',
  atLeast: 'number',
  atMost: 'number',
  onOrAfter: 'text',
  before: 'text',
};

const withPredicate = /^([A-Za-z][A-Za-z0-9_]*)\.([A-Za-z]+)=(.*)$/su;

/**
 * Reads what `--verify` takes: `name=text` and `name:=json` for a value, `name.predicate=bound` for a predicate. Two bounds
 * of one field make one claim.
 * @throws CommandError (64) naming the pair's position or the predicate, not the value, which may be personal
 * @example readClaims(['name=王芳', 'birthDate.ageAtLeast=60', 'status.oneOf=A,B'])
 */
export function readClaims(pairs: readonly string[]): Readonly<Record<string, Claim>> {
  const values = pairs.filter((pair) => !withPredicate.test(pair));
  const claims: Record<string, Claim> = { ...readPairs(values, '--verify') };
  for (const pair of pairs) {
    const [, field, member, text] = withPredicate.exec(pair) ?? [];
    if (field === undefined || member === undefined || text === undefined) continue;
    if (!isMember(member))
      throw usage(`${member} 不是断言；可用 · is no predicate; there are: ${Object.keys(writings).join(', ')}`);
    const before = claims[field] ?? {};
    if (typeof before !== 'object' || Object.hasOwn(before, member)) throw usage(`${field} 出现两次 · is given twice`);
    claims[field] = { ...before, [member]: boundOf(member, text) };
  }
  return claims;
}

function boundOf(member: Member, text: string): number | string | string[] {
  switch (writings[member]) {
    case 'list':
      return text.split(',').map((each) => each.trim());
    case 'text':
      return text;
    case 'number': {
      const value = Number(text);
      if (text.trim() === '' || !Number.isFinite(value)) throw usage(`${member} 后为数值 · takes a number`);
      return value;
    }
  }
}

function isMember(text: string): text is Member {
  return Object.hasOwn(writings, text);
}

function usage(sentence: string): CommandError {
  return new CommandError(`--verify：${sentence}`, exitCode.usage);
}
