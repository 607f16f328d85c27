/** Sex, GB/T 2261.1: 1 male, 2 female. */
export type SexCode = '1' | '2';

/** Marital status, GB/T 2261.2: 10 unmarried, 20 married, 30 widowed, 40 divorced. */
export type MaritalStatus = '10' | '20' | '30' | '40';

/** State of the registration (户籍状态): registered, moved out, struck off after death. */
export type ResidencyStatus = '在册' | '迁出' | '死亡注销';

/**
 * Relation to the head of the household, GB/T 4761: 02 head, 11 husband, 12 wife, 20 son, 30 daughter, 38 son's wife,
 * 41 grandson, 42 granddaughter, 51 father, 52 mother.
 */
export type Relation = '02' | '11' | '12' | '20' | '30' | '38' | '41' | '42' | '51' | '52';

/** One generated person in the population register. No real person is meant. */
export interface Resident {
  /** GB 11643; its first six digits name the county of birth. */
  readonly citizenNumber: string;
  readonly name: string;
  readonly sex: SexCode;
  /** ISO 8601. */
  readonly birthDate: string;
  /** Nationality (民族), GB/T 3304: 01 Han, 08 Zhuang, … */
  readonly ethnicity: string;
  readonly address: string;
  /** County of registration, GB/T 2260. */
  readonly divisionCode: string;
  readonly townCode: string;
  readonly villageCode: string;
  /** Town code and a running number, 15 digits. */
  readonly householdNumber: string;
  readonly relationToHead: Relation;
  readonly maritalStatus: MaritalStatus;
  readonly residencyStatus: ResidencyStatus;
  /** Day of registration in this county. */
  readonly registeredSince: string;
  /** Day on which the registration ended; null while it stands. */
  readonly registeredUntil: string | null;
}
