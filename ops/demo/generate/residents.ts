import { citizenCheckCharacter } from '../../../identity/index.ts';
import { county, otherCounties } from '../data/generated/divisions.ts';
import { type DayNumber, isoDay, parseDay, plusYears, yearOf } from './day.ts';
import { type Dice, throwDice, weighted } from './dice.ts';
import { household, type Member } from './household.ts';
import { anySurname, generationSyllable, givenName, villageSurnames } from './names.ts';
import { addressOf, type Place, placePicker, placesOf } from './places.ts';
import type { ResidencyStatus, Resident } from './resident.ts';

/** Brides come from next door far more often than from the other end of the region. */
const neighbours = new Set(['450702', '450703', '450722', '450521', '450181', '450924', '450923']);
const pickOtherCounty = weighted(otherCounties.map(([code]) => [code, neighbours.has(code) ? 30 : 1] as const));

const pickEthnicity = weighted([
  ['01', 880],
  ['08', 105],
  ['13', 6],
  ['06', 4],
  ['32', 3],
  ['12', 2],
]);

interface Origin {
  readonly birthCounty: string;
  readonly registered: DayNumber;
}

/**
 * Generates residents, household by household, until there are `count`; the last household is cut to fit, so a smaller
 * count gives the beginning of the same list. Yields one household at a time, its head first.
 * @param options.asOf the day the register is drawn up, ISO 8601; nobody is born and nothing happens after it
 */
export function* generateHouseholds(options: {
  readonly seed: string;
  readonly count: number;
  readonly asOf: string;
}): Generator<readonly Resident[]> {
  const dice = throwDice(options.seed, 'residents');
  const today = parseDay(options.asOf);
  const places = placesOf(options.seed);
  const pickPlace = placePicker(places);
  const familyNames = new Map(places.map((place) => [place.villageCode, villageSurnames(dice, place)]));
  const householdsOf = new Map<string, number>();
  const taken = new Set<string>();
  let left = options.count;
  while (left > 0) {
    const place = pickPlace(dice);
    const surname = familyNames.get(place.villageCode)?.(dice) ?? anySurname(dice);
    const members = settle({ dice, today, place, surname, householdsOf, taken });
    yield members.slice(0, left);
    left -= members.length;
  }
}

/** Registers one household at a place. */
function settle(options: {
  dice: Dice;
  today: DayNumber;
  place: Place;
  surname: string;
  householdsOf: Map<string, number>;
  taken: Set<string>;
}): readonly Resident[] {
  const { dice, today, place, surname, householdsOf, taken } = options;
  const inTown = take(householdsOf, place.townCode);
  const address = addressOf(place, take(householdsOf, place.villageCode));
  const householdNumber = place.townCode + String(inTown + 1).padStart(6, '0');
  const members = household(dice);
  const arrival = movedIn(dice, today, place);
  const ethnicity = pickEthnicity(dice);
  const syllables = siblingSyllables(dice, members, yearOf(today));
  return members.map((member): Resident => {
    const born = birthDay(dice, today, member.age);
    const { birthCounty, registered } = originOf({ dice, today, member, born, arrival });
    const year = yearOf(born);
    const ownSurname = member.marriedIn ? anySurname(dice) : surname;
    const { residencyStatus, registeredUntil } = fateOf({ dice, today, member, registered });
    return {
      citizenNumber: freshNumber({ dice, birthCounty, born, sex: member.sex, taken }),
      name: ownSurname + givenName(dice, member.sex, year, syllables(member)),
      sex: member.sex,
      birthDate: isoDay(born),
      ethnicity: member.marriedIn ? pickEthnicity(dice) : ethnicity,
      address,
      divisionCode: county.code,
      townCode: place.townCode,
      villageCode: place.villageCode,
      householdNumber,
      relationToHead: member.relation,
      maritalStatus: member.marital,
      residencyStatus,
      registeredSince: isoDay(registered),
      registeredUntil: registeredUntil === null ? null : isoDay(registeredUntil),
    };
  });
}

function take(counters: Map<string, number>, key: string): number {
  const n = counters.get(key) ?? 0;
  counters.set(key, n + 1);
  return n;
}

/** A day within the year of life that gives the age at `today`. */
function birthDay(dice: Dice, today: DayNumber, age: number): DayNumber {
  const latest = plusYears(today, -age);
  return Math.min(latest, latest - dice.int(0, 364));
}

/** Some households of the towns came from another county: where from and when; undefined for the rest. */
function movedIn(dice: Dice, today: DayNumber, place: Place): Origin | undefined {
  if (!dice.chance(place.urban ? 0.08 : 0.01)) return undefined;
  return { birthCounty: pickOtherCounty(dice), registered: today - dice.int(200, 9000) };
}

/** Where a member was born, which the number shows for ever, and since when the member is registered here. */
function originOf(options: {
  dice: Dice;
  today: DayNumber;
  member: Member;
  born: DayNumber;
  arrival: Origin | undefined;
}): Origin {
  const { dice, today, member, born, arrival } = options;
  if (arrival !== undefined && born < arrival.registered) return arrival;
  const atBirth = Math.min(today, born + dice.int(3, 120));
  if (member.marriedIn && dice.chance(0.14)) {
    const wedding = plusYears(born, dice.int(20, Math.max(20, Math.min(30, member.age))));
    return { birthCounty: pickOtherCounty(dice), registered: Math.min(today, wedding) };
  }
  return { birthCounty: county.code, registered: atBirth };
}

/** Most stay. Heads always do, so that every household has one. */
function fateOf(options: { dice: Dice; today: DayNumber; member: Member; registered: DayNumber }): {
  residencyStatus: ResidencyStatus;
  registeredUntil: DayNumber | null;
} {
  const { dice, today, member, registered } = options;
  const ended = () => dice.int(Math.max(registered, today - 3 * 365), today);
  if (member.relation !== '02' && member.marital !== '20') {
    if (member.age >= 60 && dice.chance(0.35)) return { residencyStatus: '死亡注销', registeredUntil: ended() };
    if (member.age >= 18 && member.age < 40 && dice.chance(0.2)) {
      return { residencyStatus: '迁出', registeredUntil: ended() };
    }
    if (dice.chance(0.004)) return { residencyStatus: '死亡注销', registeredUntil: ended() };
  }
  return { residencyStatus: '在册', registeredUntil: null };
}

/** In two houses of five the brothers, and the sisters, bear a common first syllable. */
function siblingSyllables(
  dice: Dice,
  members: readonly Member[],
  thisYear: number,
): (member: Member) => string | undefined {
  const eldest = members.find((one) => one.siblings !== undefined);
  if (eldest === undefined || !dice.chance(0.4)) return () => undefined;
  const year = thisYear - eldest.age;
  const shared = { '1': generationSyllable(dice, year, '1'), '2': generationSyllable(dice, year, '2') };
  return (member) => (member.siblings === undefined ? undefined : shared[member.sex]);
}

/** A citizen number nobody has yet: county of birth, birth date, a sequence odd for men, check character. */
function freshNumber(options: {
  dice: Dice;
  birthCounty: string;
  born: DayNumber;
  sex: '1' | '2';
  taken: Set<string>;
}): string {
  const { dice, birthCounty, born, sex, taken } = options;
  const start = birthCounty + isoDay(born).replaceAll('-', '');
  for (;;) {
    const sequence = dice.int(0, 499) * 2 + (sex === '1' ? 1 : 0);
    const body = start + String(sequence).padStart(3, '0');
    if (taken.has(body)) continue;
    taken.add(body);
    return body + citizenCheckCharacter(body);
  }
}
