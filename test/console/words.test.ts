import { describe, expect, it } from 'vitest';
import { memberWord, meaningOf as recorded } from '../../console/audit/words.ts';
import { isNumber } from '../../console/clerk/checks.ts';
import { copyEnd, copyTold } from '../../console/clerk/told.ts';
import { meaningOf, readable } from '../../console/clerk/words.ts';
import { choiceWord } from '../../console/department/spatial.ts';
import { changeWord } from '../../console/developer/words.ts';
import { valueWord } from '../../console/directory/value-word.ts';
import { several } from '../../console/language/format.ts';
import { language } from '../../console/language/language.ts';
import { actorWord } from '../../console/session/officer-names.ts';
import { rolesWord } from '../../console/session/role-words.ts';
import { licenceOperations, licenceStates } from '../../licence-vault/licence/state.ts';

describe('words that people read in place of codes', () => {
  it('count in English as English does', () => {
    expect([several(1, 'error'), several(2, 'error'), several(0, 'query', 'queries')]).toEqual([
      '1 error',
      '2 errors',
      '0 queries',
    ]);
  });

  it('name who did something without their id', () => {
    const officer = 'officer:02dfd003-0d7a-4621-88d9-d6b534b3f237';
    expect(actorWord(officer)).toBe('工作人员');
    expect(actorWord('system:police-connector')).toBe('系统 police-connector');
    expect(actorWord('set-up')).toBe('系统初始化');
    expect(valueWord(officer, 'submittedBy')).toBe('工作人员');
    expect(valueWord('2026-11-23', 'publicationDate')).toBe('2026年11月23日');
    expect(valueWord('2026-11-22T16:00:00.000Z', 'effectiveFrom')).toBe('2026年11月23日 00:00');
    expect(rolesWord(['operator', 'catalogue-administrator'])).toBe('目录管理员、运行管理员');
  });

  it('say what a record holds', () => {
    expect(memberWord('subIndication')).toBe('原因');
    expect(recorded('subIndication', 'SIG_CRYPTO_FAILURE')).toMatch(/\p{Script=Han}/u);
    expect(recorded('indication', 'TOTAL_FAILED')).toBe('证照验证不通过');
    expect(recorded('actor', 'system:police-connector')).toBe('系统 police-connector');
    expect(recorded('until', '2026-11-22T16:00:00.000Z')).toBe('2026年11月23日 00:00:00');
    expect(recorded('subIndication', 'NO_SUCH_CAUSE')).toBeUndefined();
  });

  it('call the states of a licence and the operations on one what the vault calls them', () => {
    for (const [member, named] of [
      ['state', licenceStates],
      ['fromState', licenceStates],
      ['toState', licenceStates],
      ['operation', licenceOperations],
    ] as const) {
      for (const [code, { zh, en }] of Object.entries(named)) {
        expect(recorded(member, code)).toBe(zh);
        language.value = 'en';
        expect(recorded(member, code)).toBe(en);
        language.value = 'zh';
      }
      expect(recorded(member, '11')).toBeUndefined();
    }
  });

  it('say what was changed since a decision, in both languages', () => {
    const changes = [
      { kind: 'resource', event: 'publish' },
      { kind: 'matter', event: 'updated' },
      { kind: 'grant', event: 'suspend' },
    ];
    expect(changes.map(changeWord)).toEqual(['资源：发布', '事项：修改', '授权：暂停']);
    language.value = 'en';
    try {
      expect(changes.map(changeWord)).toEqual(['Resource: Publish', 'Matter: Changed', 'Grant: Suspended']);
    } finally {
      language.value = 'zh';
    }
  });

  it('tell a mistyped number from a damaged file', () => {
    const text = '1.2.156.3005.2.1';
    expect(isNumber({ presented: { from: 'number', text } })).toBe(true);
    expect(isNumber({ presented: { from: 'code', text } })).toBe(false);
    expect(meaningOf('FORMAT_FAILURE', true)?.is.zh).toBe('号码写错了');
    expect(meaningOf('FORMAT_FAILURE')?.is.zh).toBe('不是完好的证照文件');
  });

  it('write the moments and days of the hub’s sentences as the reader does, and leave numbers as they are', () => {
    const sentence = '自 2026-11-22T16:00:00.000Z 起，有效期 2022-05-03 至 2072-05-03；办件 2026-11-22-7、A-2026-11-22';
    expect(readable(sentence)).toBe(
      '自 2026年11月23日 00:00:00 起，有效期 2022年5月3日 至 2072年5月3日；办件 2026-11-22-7、A-2026-11-22',
    );
    language.value = 'en';
    try {
      expect(readable('its term ended on 2072-05-03')).toBe('its term ended on 3 May 2072');
    } finally {
      language.value = 'zh';
    }
  });

  it('say until when a copy may be used, and when one ended', () => {
    const copy = { expiresAt: '2026-11-29T16:00:00.000Z' } as NonNullable<Parameters<typeof copyTold>[0]['copy']>;
    const at = (asOf: string, indication: 'TOTAL_PASSED' | 'TOTAL_FAILED') => copyTold({ copy, asOf, indication });
    // At midnight a day begins that is none of its.
    const end = '2026年11月29日 23:59';
    expect(at('2026-11-29T15:59:59.999Z', 'TOTAL_PASSED')).toEqual({ label: '本加注件可用至', end });
    expect(at('2026-11-29T16:00:00.000Z', 'TOTAL_FAILED')).toEqual({ label: '本加注件已截止于', end });
    expect(at('2026-11-29T15:00:00.000Z', 'TOTAL_FAILED')).toBeUndefined();
    expect(copyEnd('2026-11-29T15:00:00.000Z')).toBe('2026年11月29日 23:00');
  });

  it('say in the list of the map what keeps shapes from being seen', () => {
    const line = { name: '宗地', nameEn: 'Parcels' } as Parameters<typeof choiceWord>[0];
    expect(choiceWord({ ...line, status: 'published', open: true })).toBe('宗地');
    expect(choiceWord({ ...line, status: 'published', open: false })).toBe('宗地（不开放）');
    expect(choiceWord({ ...line, status: 'suspended', open: true })).toBe('宗地（已暂停）');
  });
});
