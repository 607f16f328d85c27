import { type Brand, placeOf, type Text } from '../../kernel/index.ts';
import { resourceIdProblems } from './id-problems.ts';

/** A resource's code (信息资源代码) by 政务信息资源目录编制指南 (2017-1272), such as `101001/1`. */
export type ResourceCode = Brand<string, 'ResourceCode'>;

/** The parts of a resource code, each as it is written. */
export interface ResourceCodeParts {
  /** 类: 1 基础, 2 主题, 3 部门. */
  readonly category: '1' | '2' | '3';
  /** 项, two digits. */
  readonly section: string;
  /** 目, three digits. */
  readonly item: string;
  /** 细目, any number of digits, often none. */
  readonly subItem: string;
  /** 顺序号, after the slash. */
  readonly serial: string;
}

export type ResourceCodeReading =
  | { readonly valid: true; readonly code: ResourceCode; readonly parts: ResourceCodeParts }
  | { readonly valid: false; readonly reason: Text };

/** The guide sets no bound; a code that is longer than this is no code that anybody wrote. */
const longest = 64;

/**
 * Reads a resource code, or says why it is none. White space around it is forgiven, nothing else is.
 * @example parseResourceCode('101001/1').valid // true
 */
export function parseResourceCode(text: string): ResourceCodeReading {
  const code = text.trim();
  if (code.length > longest) return no(`长度超过 ${longest} 位`, `it is longer than ${longest} characters`);
  const slash = code.indexOf('/');
  if (slash < 0) return no('缺少斜杠和顺序号', 'the slash and the serial number are missing');
  const [place, serial] = [code.slice(0, slash), code.slice(slash + 1)];
  if (!/^[0-9]+$/.test(place)) return no('斜杠前只能是数字', 'only digits stand before the slash');
  const category = place.charAt(0);
  if (!isCategory(category)) {
    return no('第一位（类）应为 1 基础、2 主题或 3 部门', 'the first digit (类) is 1 base, 2 theme or 3 department');
  }
  if (place.length < 6) {
    return no(
      '斜杠前至少 6 位：类 1 位、项 2 位、目 3 位',
      'at least six digits stand before the slash: 类 1, 项 2, 目 3',
    );
  }
  if (!/^[0-9]+$/.test(serial)) return no('斜杠后的顺序号只能是数字', 'the serial after the slash is digits only');
  const parts: ResourceCodeParts = {
    category,
    section: place.slice(1, 3),
    item: place.slice(3, 6),
    subItem: place.slice(6),
    serial,
  };
  return { valid: true, code: code as ResourceCode, parts };
}

/**
 * Makes a resource code of outside text.
 * @throws RESOURCE_CODE_MALFORMED with the reason
 */
export function requireResourceCode(text: string, pointer: string): ResourceCode {
  const reading = parseResourceCode(text);
  if (reading.valid) return reading.code;
  throw resourceIdProblems.RESOURCE_CODE_MALFORMED(
    { whyZh: reading.reason.zh, whyEn: reading.reason.en },
    { errors: [placeOf(pointer, reading.reason)] },
  );
}

function isCategory(digit: string): digit is ResourceCodeParts['category'] {
  return digit === '1' || digit === '2' || digit === '3';
}

function no(zh: string, en: string): ResourceCodeReading {
  return { valid: false, reason: { zh, en } };
}
