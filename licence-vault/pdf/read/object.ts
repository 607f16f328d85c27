/** An object of PDF as it was read (ISO 32000-2 §7.3). */
export type PdfObject = null | boolean | number | PdfName | PdfString | PdfReference | PdfArray | PdfDictionary;

export class PdfName {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

export class PdfString {
  readonly bytes: Buffer;
  /** Where it stands in what was read, its brackets included. */
  readonly start: number;
  readonly end: number;

  constructor(bytes: Buffer, start: number, end: number) {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
  }
}

export class PdfReference {
  readonly object: number;
  readonly generation: number;

  constructor(object: number, generation: number) {
    this.object = object;
    this.generation = generation;
  }
}

export type PdfArray = readonly PdfObject[];

export type PdfDictionary = ReadonlyMap<string, PdfObject>;

export function isDictionary(object: PdfObject | undefined): object is PdfDictionary {
  return object instanceof Map;
}

export function isArray(object: PdfObject | undefined): object is PdfArray {
  return Array.isArray(object);
}

export function isWhole(object: PdfObject | undefined): object is number {
  return typeof object === 'number' && Number.isSafeInteger(object) && object >= 0;
}
