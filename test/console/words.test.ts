import { describe, expect, it } from 'vitest';
import { isNumber } from '../../console/clerk/checks.ts';
import { meaningOf } from '../../console/clerk/words.ts';
import { choiceWord } from '../../console/department/spatial.ts';
import { changeWord } from '../../console/developer/words.ts';
import { valueWord } from '../../console/directory/value-word.ts';
import { several } from '../../console/language/format.ts';
import { language } from '../../console/language/language.ts';
import { actorWord } from '../../console/session/officer-names.ts';
import { rolesWord } from '../../console/session/role-words.ts';

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

  it('say in the list of the map what keeps shapes from being seen', () => {
    const line = { name: '宗地', nameEn: 'Parcels' } as Parameters<typeof choiceWord>[0];
    expect(choiceWord({ ...line, status: 'published', open: true })).toBe('宗地');
    expect(choiceWord({ ...line, status: 'published', open: false })).toBe('宗地（不开放）');
    expect(choiceWord({ ...line, status: 'suspended', open: true })).toBe('宗地（已暂停）');
  });
});
