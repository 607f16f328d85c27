import { canonicalNumber, checkUnifiedCode } from '../../identity/index.ts';
import { type Brand, placeOf, type Text } from '../../kernel/index.ts';
import { vaultProblems } from '../problems.ts';
import { licenceCheckCharacter } from './check-character.ts';

/** A licence identifier (电子证照标识), GB/T 36904, whole and checked: `1.2.156.3005.2.{type}.{issuer}.{serial}.{version}.{check}`. */
export type LicenceIdentifier = Brand<string, 'LicenceIdentifier'>;

/** What a licence identifier says by itself. */
export interface LicenceIdentifierParts {
  /** Licence type: 18-character unified code of the defining authority and 3 digits. */
  readonly type: string;
  /** Unified code of the issuer; in identifiers made elsewhere, a 6-digit division code is seen. */
  readonly issuer: string;
  /** 7–32 upper-case letters and digits. */
  readonly serial: string;
  /** Three digits, from 001. */
  readonly version: string;
}

export type IdentifierFindingCode =
  | 'SHAPE'
  | 'ROOT'
  | 'TYPE'
  | 'ISSUER'
  | 'ISSUER_IS_DIVISION'
  | 'SERIAL'
  | 'VERSION'
  | 'CHECK_CHARACTER';

/** One thing wrong, or unusual, with a licence identifier. */
export interface IdentifierFinding {
  readonly code: IdentifierFindingCode;
  /** An error makes the identifier invalid; a warning is shown and lets it pass. */
  readonly severity: 'error' | 'warning';
  /** The check character that belongs there. */
  readonly expected?: string;
  readonly detail: Text;
}

/** Object identifier arc of electronic licences, GB/T 36904. */
export const licenceIdentifierRoot = '1.2.156.3005.2';

const memberCount = 5;
const authorityLength = 18;
const typePattern = /^[0-9A-Z]{18}[0-9]{3}$/;
const divisionPattern = /^[0-9]{6}$/;
const serialPattern = /^[0-9A-Z]{7,32}$/;
const versionPattern = /^(?!000)[0-9]{3}$/;

/**
 * Writes an identifier, its check character computed. Only the form that the standard prescribes is written: the issuer is
 * a unified code, never a division code.
 * @throws RangeError for parts that no identifier may have; they come from our own tables, so this is a fault of ours
 */
export function composeLicenceIdentifier(parts: LicenceIdentifierParts): LicenceIdentifier {
  const findings = checkParts(parts).filter(
    (finding) => finding.severity === 'error' || finding.code === 'ISSUER_IS_DIVISION',
  );
  if (findings.length > 0) throw new RangeError(findings.map((finding) => finding.detail.en).join('; '));
  const members = [parts.type, parts.issuer, parts.serial, parts.version];
  return [licenceIdentifierRoot, ...members, licenceCheckCharacter(members.join(''))].join('.') as LicenceIdentifier;
}

/** Everything wrong with an identifier; no error among the findings means that it is right. Any spelling goes in. */
export function checkLicenceIdentifier(text: string): readonly IdentifierFinding[] {
  const identifier = canonicalNumber(text);
  if (!identifier.startsWith(`${licenceIdentifierRoot}.`)) {
    return [error('ROOT', `须以 ${licenceIdentifierRoot}. 开头`, `begins with ${licenceIdentifierRoot}.`)];
  }
  const members = membersOf(identifier);
  if (members.length !== memberCount) {
    return [
      error(
        'SHAPE',
        `${licenceIdentifierRoot} 之后应有 ${memberCount} 段，实有 ${members.length} 段`,
        `has ${members.length} members after ${licenceIdentifierRoot} where ${memberCount} belong`,
      ),
    ];
  }
  const [type = '', issuer = '', serial = '', version = '', check = ''] = members;
  const findings = checkParts({ type, issuer, serial, version });
  if (findings.some((finding) => finding.severity === 'error')) return findings;
  const expected = licenceCheckCharacter(type + issuer + serial + version);
  if (check === expected) return findings;
  return [
    ...findings,
    {
      ...error(
        'CHECK_CHARACTER',
        `校验位与前面各段不符，按其应为 ${expected}`,
        `the check character does not fit the members before it, which call for ${expected}`,
      ),
      expected,
    },
  ];
}

/** Takes an identifier apart that has been checked. */
export function licenceIdentifierParts(identifier: LicenceIdentifier): LicenceIdentifierParts {
  const [type = '', issuer = '', serial = '', version = ''] = membersOf(identifier);
  return { type, issuer, serial, version };
}

/**
 * Makes a licence identifier of outside text, in canonical spelling. An identifier whose issuer is a 6-digit division code
 * is accepted: such are seen in licences of other regions.
 * @param options.pointer JSON pointer of the field, named in the refusal
 * @throws Problem LICENCE_IDENTIFIER_INVALID, saying what is wrong
 */
export function parseLicenceIdentifier(
  text: string,
  options: { readonly pointer?: string | undefined } = {},
): LicenceIdentifier {
  const errors = checkLicenceIdentifier(text).filter((finding) => finding.severity === 'error');
  if (errors.length > 0) {
    const zh = errors.map((finding) => finding.detail.zh).join('；');
    const en = errors.map((finding) => finding.detail.en).join('; ');
    throw vaultProblems.LICENCE_IDENTIFIER_INVALID(
      { whyZh: zh, whyEn: en },
      { errors: options.pointer === undefined ? [] : [placeOf(options.pointer, { zh, en })] },
    );
  }
  return canonicalNumber(text) as LicenceIdentifier;
}

function membersOf(identifier: string): readonly string[] {
  return identifier.slice(licenceIdentifierRoot.length + 1).split('.');
}

function checkParts(parts: LicenceIdentifierParts): readonly IdentifierFinding[] {
  const findings: IdentifierFinding[] = [];
  if (!typePattern.test(parts.type) || !isWellFormedCode(parts.type.slice(0, authorityLength))) {
    findings.push(
      error(
        'TYPE',
        '证照类型代码应为定义机构的 18 位统一社会信用代码加 3 位数字',
        'the type is the 18-character unified code of the defining authority and 3 digits',
      ),
    );
  }
  if (divisionPattern.test(parts.issuer)) {
    findings.push({
      code: 'ISSUER_IS_DIVISION',
      severity: 'warning',
      detail: {
        zh: '颁发机构段为 6 位行政区划代码，标准规定为统一社会信用代码',
        en: 'the issuer is a 6-digit division code where the standard has a unified code',
      },
    });
  } else if (!isWellFormedCode(parts.issuer)) {
    findings.push(
      error('ISSUER', '颁发机构应为 18 位统一社会信用代码', 'the issuer is an 18-character unified social credit code'),
    );
  }
  if (!serialPattern.test(parts.serial)) {
    findings.push(
      error('SERIAL', '流水号应为 7 至 32 位大写字母或数字', 'the serial has 7 to 32 upper-case letters and digits'),
    );
  }
  if (!versionPattern.test(parts.version)) {
    findings.push(error('VERSION', '版本号应为 001 至 999', 'the version has three digits, from 001'));
  }
  return findings;
}

/** A register may hold codes whose own check character is wrong since the pilot years, so only the form counts here. */
function isWellFormedCode(code: string): boolean {
  // Checked in any spelling there, but the parts of an identifier have none but the canonical one: no space within.
  if (canonicalNumber(code) !== code) return false;
  return checkUnifiedCode(code, { origin: 'stored' }).every((finding) => finding.severity === 'warning');
}

function error(code: IdentifierFindingCode, zh: string, en: string): IdentifierFinding {
  return { code, severity: 'error', detail: { zh, en } };
}
