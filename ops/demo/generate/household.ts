import type { Dice } from './dice.ts';
import { weighted } from './dice.ts';
import type { MaritalStatus, Relation, SexCode } from './resident.ts';

/** A member of a household before names and numbers: who, how old, and whose child. */
export interface Member {
  readonly relation: Relation;
  readonly sex: SexCode;
  /** Whole years at the day the register was drawn up. */
  readonly age: number;
  readonly marital: MaritalStatus;
  /** Married into the household: another surname, perhaps another county of birth. */
  readonly marriedIn: boolean;
  /** Brothers and sisters share this; undefined for those who came from elsewhere or stand alone. */
  readonly siblings?: 'children' | 'grandchildren' | undefined;
}

type Shape = 'single' | 'pair' | 'family' | 'oneParent' | 'threeGenerations';

const pickShape = weighted<Shape>([
  ['single', 8],
  ['pair', 15],
  ['family', 42],
  ['oneParent', 5],
  ['threeGenerations', 30],
]);

const pickChildren = weighted<number>([
  [1, 15],
  [2, 43],
  [3, 30],
  [4, 12],
]);

const legalAge: Readonly<Record<SexCode, number>> = { '1': 22, '2': 20 };

/** Makes up one household, its head first. Mothers are 19 to 42 years older than their children. */
export function household(dice: Dice): readonly Member[] {
  const shape = pickShape(dice);
  if (shape === 'single') return [single(dice)];
  if (shape === 'pair') return pair(dice, dice.chance(0.68) ? dice.int(56, 84) : dice.int(24, 55));
  if (shape === 'family') return family(dice);
  if (shape === 'oneParent') return oneParent(dice);
  return threeGenerations(dice);
}

function single(dice: Dice): Member {
  const sex = dice.chance(0.55) ? '1' : '2';
  const age = dice.chance(0.5) ? dice.int(20, 45) : dice.int(46, 90);
  const marital: MaritalStatus =
    age < 30 || dice.chance(0.3) ? '10' : age > 60 && dice.chance(0.8) ? '30' : dice.chance(0.5) ? '40' : '20';
  return { relation: '02', sex, age, marital: age < legalAge[sex] ? '10' : marital, marriedIn: false };
}

function pair(dice: Dice, age: number): readonly Member[] {
  const headSex: SexCode = dice.chance(0.86) ? '1' : '2';
  const otherSex: SexCode = headSex === '1' ? '2' : '1';
  const gap = headSex === '1' ? dice.int(-1, 6) : dice.int(-6, 1);
  const otherAge = Math.max(legalAge[otherSex], age - gap);
  return [
    { relation: '02', sex: headSex, age, marital: '20', marriedIn: false },
    {
      relation: headSex === '1' ? '12' : '11',
      sex: otherSex,
      age: otherAge,
      marital: '20',
      marriedIn: true,
    },
  ];
}

function family(dice: Dice): readonly Member[] {
  const parents = pair(dice, dice.int(26, 56));
  return [...parents, ...children(dice, motherAge(parents), 30)];
}

function oneParent(dice: Dice): readonly Member[] {
  const sex: SexCode = dice.chance(0.45) ? '1' : '2';
  const age = dice.int(26, 60);
  const marital: MaritalStatus = dice.chance(0.65) ? '40' : '30';
  return [
    { relation: '02', sex, age, marital, marriedIn: false },
    ...children(dice, sex === '2' ? age : age - 2, 30).slice(0, 2),
  ];
}

/** Grandparents, a married son, his wife and their children; either generation may head the house. */
function threeGenerations(dice: Dice): readonly Member[] {
  const sonAge = dice.int(25, 50);
  const wifeAge = Math.max(legalAge['2'], sonAge - dice.int(-1, 6));
  const fatherAge = sonAge + dice.int(20, 32);
  const motherAgeNow = Math.max(sonAge + 19, fatherAge - dice.int(0, 5));
  const fatherLives = fatherAge < 95 && dice.chance(fatherAge < 70 ? 0.93 : 0.62);
  const motherLives = motherAgeNow < 98 && (!fatherLives || dice.chance(motherAgeNow < 72 ? 0.95 : 0.75));
  const old = fatherLives && motherLives ? '20' : '30';
  const kids = children(dice, wifeAge, 24);
  const father: Member = { relation: '51', sex: '1', age: fatherAge, marital: old, marriedIn: false };
  const mother: Member = { relation: '52', sex: '2', age: motherAgeNow, marital: old, marriedIn: true };
  const son: Member = { relation: '02', sex: '1', age: sonAge, marital: '20', marriedIn: false };
  const wife: Member = { relation: '12', sex: '2', age: wifeAge, marital: '20', marriedIn: true };
  const parents = [...(fatherLives ? [father] : []), ...(motherLives ? [mother] : [])];
  const [elder] = parents;
  if (elder === undefined || dice.chance(0.5)) return [son, wife, ...kids, ...parents];
  return [
    { ...elder, relation: '02' },
    ...parents.slice(1).map((one): Member => ({ ...one, relation: '12' })),
    { ...son, relation: '20' },
    { ...wife, relation: '38' },
    ...kids.map((kid): Member => ({ ...kid, relation: kid.sex === '1' ? '41' : '42', siblings: 'grandchildren' })),
  ];
}

/** The children who still live at home, eldest first, none older than `oldest`. */
function children(dice: Dice, mother: number, oldest: number): readonly Member[] {
  const wanted = pickChildren(dice);
  const born: Member[] = [];
  let atBirth = dice.int(20, 28);
  for (let n = 0; n < wanted && atBirth <= Math.min(42, mother); n += 1) {
    const age = mother - atBirth;
    const sex: SexCode = dice.chance(0.535) ? '1' : '2';
    if (age <= oldest) {
      const marital: MaritalStatus = age >= 25 && dice.chance(0.15) ? '20' : '10';
      born.push({ relation: sex === '1' ? '20' : '30', sex, age, marital, marriedIn: false, siblings: 'children' });
    }
    atBirth += dice.int(1, 5);
  }
  return born;
}

function motherAge(parents: readonly Member[]): number {
  return parents.find((one) => one.sex === '2')?.age ?? 30;
}
