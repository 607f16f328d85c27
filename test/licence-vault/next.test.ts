import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Problem } from '../../kernel/index.ts';
import {
  type LicenceOperation,
  type LicenceState,
  licenceOperations,
  licenceStates,
  next,
  type OperationFacts,
} from '../../licence-vault/index.ts';

const states = [undefined, ...(Object.keys(licenceStates).sort() as LicenceState[])];
const operations = Object.keys(licenceOperations).sort() as LicenceOperation[];
const targets = [undefined, ...(Object.keys(licenceStates).sort() as LicenceState[])];

/** Everything that any operation could ask for. */
const facts: OperationFacts = {
  legalReason: '行政许可法第七十条',
  stateText: '待移交',
  validTo: '2026-11-20',
  newValidTo: '2031-11-20',
  today: '2026-11-21',
};

/** What the standard allows, written down once more and by hand: `from operation[>target]` → state, `+` for a new version. */
const allowed: Readonly<Record<string, string>> = {
  'none 01': '01',
  'none 08': '01+',
  '01 02': '01+',
  '01 03': '02',
  '01 04': '05',
  '01 05>03': '03',
  '01 05>04': '04',
  '01 05>06': '06',
  '01 05>07': '07',
  '01 07': '99',
  '01 07>99': '99',
  '01 09': '01+',
  '02 04': '05',
  '02 05>03': '03',
  '02 05>04': '04',
  '02 05>07': '07',
  '02 06': '01',
  '02 07': '99',
  '02 07>99': '99',
  '03 05>04': '04',
  '05 05>03': '03',
  '05 05>04': '04',
  '05 07': '99',
  '05 07>99': '99',
  '06 08': '01+',
  '06 10': '01',
  '07 05>04': '04',
  '99 05>03': '03',
  '99 05>04': '04',
  '99 05>07': '07',
  '99 07': '99',
  '99 07>01': '01',
  '99 07>99': '99',
};
const takesTarget = new Set<LicenceOperation>(['05', '07']);

function outcome(state: LicenceState | undefined, operation: LicenceOperation, given: OperationFacts): string {
  const result = next(state, operation, given);
  return result instanceof Problem ? result.code : `${result.state}${result.newVersion ? '+' : ''}`;
}

describe('the life of a licence', () => {
  it('knows every state, operation and target, and allows exactly what the standard allows', () => {
    let seen = 0;
    for (const state of states) {
      for (const operation of operations) {
        for (const toState of takesTarget.has(operation) ? targets : [undefined]) {
          const key = `${state ?? 'none'} ${operation}${toState === undefined ? '' : `>${toState}`}`;
          const got = outcome(state, operation, { ...facts, toState });
          const wanted = allowed[key];
          if (wanted === undefined) expect(got, key).toMatch(/^(OPERATION_NOT_ALLOWED|TARGET_STATE_REQUIRED)$/);
          else {
            expect(got, key).toBe(wanted);
            seen += 1;
          }
        }
      }
    }
    expect(seen).toBe(Object.keys(allowed).length);
    expect(states.length * operations.length).toBe(90);
  });

  it('ends for good with cancellation', () => {
    for (const operation of operations) {
      for (const toState of targets) {
        expect(outcome('04', operation, { ...facts, toState })).toBe('OPERATION_NOT_ALLOWED');
      }
    }
  });

  it('asks a legal reason for everything but the issue', () => {
    for (const legalReason of [undefined, '', '   ']) {
      for (const key of Object.keys(allowed)) {
        const [from, rest = ''] = key.split(' ');
        const [operation, toState] = rest.split('>') as [LicenceOperation, LicenceState | undefined];
        const state = from === 'none' ? undefined : (from as LicenceState);
        const got = outcome(state, operation, { ...facts, legalReason, toState });
        expect(got, key).toBe(operation === '01' ? '01' : 'LEGAL_REASON_MISSING');
      }
    }
  });

  it('asks which end is meant, and names the ones that are possible', () => {
    const refusal = next('01', '05', facts);
    expect(refusal).toBeInstanceOf(Problem);
    expect((refusal as Problem).code).toBe('TARGET_STATE_REQUIRED');
    expect((refusal as Problem).errors[0]).toEqual({
      pointer: '/toState',
      detail: 'must be one of ["03","04","06","07"]',
    });
    expect((next('03', '05', facts) as Problem).errors[0]?.detail).toBe('must be one of ["04"]');
  });

  it('asks for a text where the state is "other"', () => {
    for (const stateText of [undefined, ' ']) {
      expect(outcome('01', '07', { ...facts, stateText })).toBe('STATE_TEXT_REQUIRED');
    }
    expect(outcome('99', '07', { ...facts, stateText: undefined, toState: '01' })).toBe('01');
  });

  it('lets a licence lapse only when its term is over', () => {
    expect(outcome('01', '04', { ...facts, validTo: '2026-11-21' })).toBe('NOT_YET_LAPSED');
    expect(outcome('01', '04', { ...facts, validTo: '长期' })).toBe('NOT_YET_LAPSED');
    expect(outcome('01', '04', { ...facts, validTo: '2026-11-20' })).toBe('05');
  });

  it('extends only to a later end', () => {
    const extend = (validTo: string, newValidTo: string | undefined) =>
      outcome('01', '02', { ...facts, validTo, newValidTo });
    expect(extend('2026-11-20', '2026-11-20')).toBe('EXTENSION_NOT_LATER');
    expect(extend('2026-11-20', '2026-11-19')).toBe('EXTENSION_NOT_LATER');
    expect(extend('2026-11-20', undefined)).toBe('EXTENSION_NOT_LATER');
    expect(extend('长期', '2030-01-01')).toBe('EXTENSION_NOT_LATER');
    expect(extend('长期', '长期')).toBe('EXTENSION_NOT_LATER');
    expect(extend('2026-11-20', '2026-11-21')).toBe('01+');
    expect(extend('2026-11-20', '长期')).toBe('01+');
  });

  it('says what else could be done, in both languages', () => {
    const refusal = next('02', '02', facts) as Problem;
    expect(refusal.code).toBe('OPERATION_NOT_ALLOWED');
    expect(refusal.texts('zh').detail).toContain('06 解除暂扣');
    expect(refusal.texts('en').detail).toContain('06 lift suspension');
  });

  it('never leaves cancellation, and gives every licence one state, whatever is done to it', () => {
    const step = fc.record({
      operation: fc.constantFrom(...operations),
      toState: fc.constantFrom(...targets),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let state: LicenceState | undefined;
        for (const { operation, toState } of steps) {
          const result = next(state, operation, { ...facts, toState });
          if (result instanceof Problem) continue;
          expect(state).not.toBe('04');
          expect(state === undefined).toBe(operation === '01' || (operation === '08' && state !== '06'));
          expect(result.newVersion).toBe(['02', '08', '09'].includes(operation));
          expect(Object.keys(licenceStates)).toContain(result.state);
          state = result.state;
        }
      }),
    );
  });
});
