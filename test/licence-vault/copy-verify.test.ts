import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { copyCustomData, copyIn } from '../../licence-vault/copy/copy-data.ts';
import type { CustomData } from '../../licence-vault/ofd/model/ofd-file.ts';
import { openPackage } from '../../licence-vault/ofd/package/package.ts';
import { writeOfd } from '../../licence-vault/ofd/write/write-ofd.ts';
import { fileVerdictJson, fileVerdictOf } from '../../licence-vault/verify/file-verdict.ts';
import { rewritten, sample, sealed, verified } from './ofd-documents.ts';
import { step } from './seal-documents.ts';
import { county } from './seal-parties.ts';

const here = county();
const copy = {
  original: '1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U',
  madeAt: new Date('2026-11-21T08:00:00Z'),
  madeFor: '灵山县人力资源和社会保障局',
  organisation: 'hrss',
  matter: 'HRSS-PENSION-01',
  case: 'LS-2026-0042',
  cause: '核对经营主体资格',
  expiresAt: new Date('2026-11-28T08:00:00Z'),
};
const before = new Date('2026-11-28T07:59:59.999Z');
const sealedWith = (customData: readonly CustomData[]) =>
  sealed({ county: here, bytes: writeOfd(sample(1, { customData })), mode: 'full-protect' });
const judged = async (bytes: Buffer, at: Date) => fileVerdictOf(await verified(bytes, here, at));

let file: Buffer;
beforeAll(async () => {
  file = await sealedWith([{ name: 'ZZBS', value: copy.original }, ...copyCustomData(copy)]);
});

describe('a purpose-bound copy', () => {
  it('passes until its end, and says for whom and for what it was made', async () => {
    const verdict = await judged(file, before);
    expect([verdict.indication, verdict.subIndication]).toEqual(['TOTAL_PASSED', null]);
    const { zh, en } = step(verdict, 'time').detail;
    for (const word of [copy.madeFor, copy.matter, copy.case, copy.cause, '2026-11-28T08:00:00Z']) {
      expect(zh).toContain(word);
      expect(en).toContain(word);
    }
    expect(verdict.copy).toEqual(copy);
    expect(fileVerdictJson(verdict, 'zh').copy).toEqual({
      ...copy,
      madeAt: '2026-11-21T08:00:00.000Z',
      expiresAt: '2026-11-28T08:00:00.000Z',
    });
  });

  it('dies by itself at its end, with each of its signatures', async () => {
    const verdict = await judged(file, copy.expiresAt);
    expect([verdict.indication, verdict.subIndication]).toEqual(['TOTAL_FAILED', 'EXPIRED']);
    expect(step(verdict, 'time').result).toBe('FAILED');
    expect(step(verdict, 'time').detail.en).toContain('ask for a new one');
    expect(verdict.signatures?.map((one) => one.verdict.subIndication)).toEqual(['EXPIRED']);
    expect(step(verdict, 'signature').result).toBe('PASSED');
  });

  it('is given no longer life by whoever changes it', async () => {
    const root = openPackage(file).file('OFD.xml')!.bytes.toString();
    const longer = rewritten(file, { 'OFD.xml': root.replace('2026-11-28T16', '2036-11-28T16') });
    const gone = rewritten(file, {
      'OFD.xml': root.replace(/<ofd:CustomData Name="(JZ|KZ).*?<\/ofd:CustomData>/g, ''),
    });
    for (const changed of [longer, gone]) {
      const verdict = await judged(changed, copy.expiresAt);
      expect([verdict.indication, verdict.subIndication]).toEqual(['TOTAL_FAILED', 'HASH_FAILURE']);
      expect(verdict.copy).toBeUndefined();
      expect(step(verdict, 'time').detail.zh).not.toContain(copy.madeFor);
    }
  });

  it.each<[string, readonly CustomData[]]>([
    ['no end', copyCustomData(copy).filter(({ name }) => name !== 'JZJYXQJZSJ')],
    ['an end that nobody can read', [{ name: 'JZJYXQJZSJ', value: '长期' }]],
    ['an end on a day that is none', [{ name: 'JZJYXQJZSJ', value: '2026-11-31' }]],
    [
      'one end that can be read and one that cannot',
      ['2030-01-01', '以后'].map((value) => ({ name: 'JZJYXQJZSJ', value })),
    ],
    ['nothing but a cause', [{ name: 'JZJZZSY', value: '办理业务' }]],
  ])('with %s is not green', async (_, customData) => {
    const verdict = await judged(await sealedWith(customData), before);
    expect([verdict.indication, verdict.subIndication]).toEqual(['INDETERMINATE', 'SIG_CONSTRAINTS_FAILURE']);
    expect(fileVerdictJson(verdict, 'en').copy?.expiresAt).toBeNull();
  });

  it('shows words of a stranger in one line of moderate length', async () => {
    const cause = `一\n二\u202e三${'长'.repeat(500)}`;
    const verdict = await judged(await sealedWith(copyCustomData({ ...copy, cause })), before);
    const { zh } = step(verdict, 'time').detail;
    expect(zh).toContain('一 二 三长');
    expect(zh.length).toBeLessThan(500);
  });

  it('is what no other document is', async () => {
    const verdict = await judged(await sealedWith([{ name: 'CJSJ', value: '2020-01-01' }]), before);
    expect(verdict.indication).toBe('TOTAL_PASSED');
    expect(verdict.copy).toBeUndefined();
    expect(fileVerdictJson(verdict, 'en')).not.toHaveProperty('copy');
  });
});

describe('what a copy says of itself', () => {
  const ends = (...values: string[]) => copyIn(values.map((value) => ({ name: 'JZJYXQJZSJ', value })))?.expiresAt;

  it.each([
    ['2026-11-28T16:00:00+08:00', '2026-11-28T08:00:00.000Z'],
    ['2026-11-28T08:00:00Z', '2026-11-28T08:00:00.000Z'],
    ['2026-11-28T08:00:00.123Z', '2026-11-28T08:00:00.000Z'],
    ['2026-11-28T03:00:00-0500', '2026-11-28T08:00:00.000Z'],
    ['2026-11-28 16:00:00', '2026-11-28T08:00:00.000Z'],
    ['2026-11-28 16:00', '2026-11-28T08:00:00.000Z'],
    ['20261128160000', '2026-11-28T08:00:00.000Z'],
    ['2026年11月28日16时00分00秒', '2026-11-28T08:00:00.000Z'],
    ['2026-11-28', '2026-11-28T16:00:00.000Z'],
    [' 20261128 ', '2026-11-28T16:00:00.000Z'],
    ['2028-02-29', '2028-02-29T16:00:00.000Z'],
  ])('is read from %s', (text, moment) => {
    expect(ends(text)?.toISOString()).toBe(moment);
  });

  it.each(['', '2026', '2026-02-29', '2026-13-01', '2026-11-28T25:00', '2026-11-28T16:00:00+99:00', '28.11.2026', 'x'])(
    'is not guessed from “%s”',
    (text) => {
      expect(ends(text)).toBeUndefined();
    },
  );

  it('ends, of several ends, at the first', () => {
    expect(ends('2026-11-30T00:00:00Z', '2026-11-28T00:00:00Z', '2026-11-29T00:00:00Z')?.toISOString()).toBe(
      '2026-11-28T00:00:00.000Z',
    );
  });

  it('counts for nothing where it says two things', () => {
    const twice = ['甲局', '乙局'].map((value) => ({ name: 'JZJZZZ', value }));
    expect(copyIn(twice)?.madeFor).toBeUndefined();
  });

  it('is read as it was written, whatever the words', () => {
    const word = fc.stringMatching(/^[\p{L}\p{N}<>&"'（）：，-]{1,40}$/u);
    const second = fc.integer({ min: 1_600_000_000, max: 4_000_000_000 }).map((seconds) => new Date(seconds * 1000));
    const fields = { original: word, madeFor: word, organisation: word, matter: word, case: word, cause: word };
    fc.assert(
      fc.property(fc.record({ ...fields, madeAt: second, expiresAt: second }), (written) => {
        expect(copyIn(copyCustomData(written))).toEqual(written);
      }),
    );
  });
});
