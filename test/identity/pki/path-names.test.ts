import { describe, expect, test } from 'vitest';
import * as der from '../../../identity/pki/der/write.ts';
import {
  alternativeNames,
  type ExtensionInput,
  general,
  issue,
  makeAuthority,
  name,
  nameConstraints,
} from './authority.ts';
import { below, codes, judge, root } from './path-setting.ts';

describe('name constraints', () => {
  const { dns, email, uri, ip, directory, registered } = general;
  const permitted = (...names: readonly Buffer[]) => nameConstraints({ permitted: names });
  const excluded = (...names: readonly Buffer[]) => nameConstraints({ excluded: names });
  const cases: readonly [string, ExtensionInput, Buffer, boolean][] = [
    ['a host below a permitted domain', permitted(dns('ling.gov.cn')), dns('www.LING.gov.cn'), true],
    ['the permitted domain itself', permitted(dns('ling.gov.cn')), dns('ling.gov.cn'), true],
    ['a domain that only ends alike', permitted(dns('ling.gov.cn')), dns('notling.gov.cn'), false],
    ['a wildcard below a permitted domain', permitted(dns('ling.gov.cn')), dns('*.ling.gov.cn'), true],
    ['a wildcard that covers an excluded host', excluded(dns('a.ling.gov.cn')), dns('*.ling.gov.cn'), false],
    ['a host outside an excluded domain', excluded(dns('ling.gov.cn')), dns('other.cn'), true],
    ['a host below an excluded domain', excluded(dns('ling.gov.cn')), dns('a.b.ling.gov.cn'), false],
    ['an excluded domain with its root dot', excluded(dns('ling.gov.cn')), dns('a.ling.gov.cn.'), false],
    ['a name that is no host name', permitted(dns('ling.gov.cn')), dns('a..ling.gov.cn'), false],
    ['every host excluded', excluded(dns('')), dns('a.cn'), false],
    ['an address in a permitted net', permitted(ip(10, 1, 0, 0, 255, 255, 0, 0)), ip(10, 1, 200, 7), true],
    ['an address outside it', permitted(ip(10, 1, 0, 0, 255, 255, 0, 0)), ip(10, 2, 0, 1), false],
    [
      'an address of the other family',
      permitted(ip(10, 1, 0, 0, 255, 255, 0, 0)),
      ip(...Array<number>(16).fill(0)),
      false,
    ],
    ['an address in an excluded net', excluded(ip(10, 0, 0, 0, 255, 0, 0, 0)), ip(10, 9, 9, 9), false],
    ['a mask with holes', permitted(ip(10, 0, 0, 5, 255, 0, 0, 255)), ip(10, 77, 1, 5), true],
    ['an address of odd length', permitted(ip(10, 0, 0, 0, 255, 0, 0, 0)), ip(10, 0, 0), false],
    ['a URI on the permitted host', permitted(uri('ca.gov.cn')), uri('http://user@CA.gov.cn:8080/crl?x=/'), true],
    ['a URI on a host below it', permitted(uri('ca.gov.cn')), uri('http://a.ca.gov.cn/'), false],
    ['a URI below a dotted domain', permitted(uri('.gov.cn')), uri('https://ca.gov.cn/x'), true],
    ['a URI with an address for a host', permitted(uri('.gov.cn')), uri('http://10.0.0.1/'), false],
    ['a URI without a host', permitted(uri('.gov.cn')), uri('urn:oid:1.2.3'), false],
    ['a mailbox on the permitted host', permitted(email('gov.cn')), email('li@GOV.cn'), true],
    ['a mailbox below that host', permitted(email('gov.cn')), email('li@a.gov.cn'), false],
    ['a mailbox below a dotted domain', permitted(email('.gov.cn')), email('li@a.gov.cn'), true],
    ['the permitted mailbox', permitted(email('li@gov.cn')), email('li@GOV.CN'), true],
    ['that mailbox in other letters', permitted(email('li@gov.cn')), email('LI@gov.cn'), false],
    ['an excluded mailbox', excluded(email('li@gov.cn')), email('li@gov.cn'), false],
    [
      'a registered identifier under a constraint nobody compares',
      permitted(registered('1.2.3')),
      registered('1.2.3'),
      false,
    ],
    ['a form without a constraint', permitted(dns('gov.cn')), email('li@other.cn'), true],
    ['a directory name outside the permitted one', permitted(directory(name('灵山县'))), directory('别县'), false],
  ];

  test.each(cases)('%s', (_, constraint, alternative, passes) => {
    const onlyAlternative = { subject: der.sequence() };
    const verdict = below([constraint], [alternativeNames(alternative)], onlyAlternative);
    expect(verdict.indication).toBe(passes ? 'TOTAL_PASSED' : 'TOTAL_FAILED');
    if (!passes) expect(verdict.steps.find(({ step }) => step === 'constraints')?.result).toBe('FAILED');
  });

  test('subjects are compared part by part, in folded form', () => {
    const part = (type: string, value: Buffer) => der.setOf(der.sequence(der.objectIdentifier(type), value));
    const unit = (value: Buffer, ...more: readonly Buffer[]) => der.sequence(part('2.5.4.10', value), ...more);
    const constraint = permitted(directory(unit(der.utf8String('Ling Shan  County'))));
    const common = part('2.5.4.3', der.utf8String('seal'));
    const right = { subject: unit(der.printableString(' ling shan county '), common) };
    expect(below([constraint], [], right).indication).toBe('TOTAL_PASSED');
    const wrong = { subject: unit(der.printableString('ling shan city'), common) };
    expect(codes(below([constraint], [], wrong))).toEqual(['NAME_NOT_PERMITTED']);
  });

  test('an e-mail address in the subject is constrained like one beside it', () => {
    const address = der.setOf(der.sequence(der.objectIdentifier('1.2.840.113549.1.9.1'), der.ia5String('li@other.cn')));
    expect(codes(below([permitted(email('gov.cn'))], [], { subject: der.sequence(address) }))).toEqual([
      'NAME_NOT_PERMITTED',
    ]);
  });

  test('constraints gather on the way down, and those of the anchor and of the user count too', () => {
    const leaf = (host: string) => [alternativeNames(dns(host))];
    const tightened = (host: string) => {
      const first = makeAuthority({ subject: 'first', issuer: root, extensions: [permitted(dns('gov.cn'))] });
      const second = makeAuthority({ subject: 'second', issuer: first, extensions: [permitted(dns('ling.gov.cn'))] });
      return judge(issue({ subject: 'leaf', issuer: second, extensions: leaf(host) }), [first, second]).indication;
    };
    expect(tightened('a.ling.gov.cn')).toBe('TOTAL_PASSED');
    expect(tightened('a.gov.cn')).toBe('TOTAL_FAILED');
    const own = makeAuthority({ subject: 'own', extensions: [excluded(dns('gov.cn'))] });
    const verdict = judge(issue({ subject: 'leaf', issuer: own, extensions: leaf('a.gov.cn') }), [], {
      anchors: [own.certificate],
    });
    expect(codes(verdict)).toEqual(['NAME_EXCLUDED']);
    const base = { base: { type: 'dns', text: 'gov.cn' }, hasDistance: false } as const;
    const byUser = below([], leaf('a.gov.cn'), { nameConstraints: { permitted: [], excluded: [base] } });
    expect(codes(byUser)).toEqual(['NAME_EXCLUDED']);
  });

  test('thousands of names against thousands of constraints are not compared one by one', () => {
    const many = Array.from({ length: 1500 }, (_, number) => dns(`h${number}.cn`));
    const verdict = below([nameConstraints({ permitted: many })], [alternativeNames(...many)]);
    expect(codes(verdict)).toEqual(['TOO_MANY_NAMES']);
  });
});
