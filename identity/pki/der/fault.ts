/** What is wrong with an encoding (ITU-T X.690 §10 and §11, and our own bounds). */
export type DerFaultCode =
  | 'EMPTY'
  | 'TRUNCATED'
  | 'TRAILING_BYTES'
  | 'TOO_LARGE'
  | 'TOO_DEEP'
  | 'TOO_MANY_MEMBERS'
  | 'INDEFINITE_LENGTH'
  | 'LENGTH_NOT_MINIMAL'
  | 'TAG_UNSUPPORTED'
  | 'WRONG_FORM'
  | 'UNEXPECTED_TAG'
  | 'MISSING_MEMBER'
  | 'UNEXPECTED_MEMBER'
  | 'DUPLICATE'
  | 'BAD_INTEGER'
  | 'BAD_BOOLEAN'
  | 'BAD_BIT_STRING'
  | 'BAD_OBJECT_IDENTIFIER'
  | 'BAD_STRING'
  | 'BAD_TIME'
  | 'BAD_VALUE';

/**
 * An encoding that is refused, with where (byte offset in the bytes given to the reader) and what. It never repeats content.
 * Readers of whole things (a certificate, a store) turn it into a Problem; who reads a format of their own catches it.
 */
export class DerFault extends Error {
  override readonly name = 'DerFault';
  readonly code: DerFaultCode;
  readonly offset: number;

  constructor(code: DerFaultCode, offset: number, what: string) {
    super(`${code} at byte ${offset}: ${what}`);
    this.code = code;
    this.offset = offset;
  }

  /** For the sentences of a Problem; what exactly is wrong is told to those who read English. */
  get why(): { readonly whyZh: string; readonly whyEn: string } {
    return { whyZh: `第 ${this.offset} 字节处编码有误（${this.code}）`, whyEn: this.message };
  }
}
