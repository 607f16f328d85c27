import { deflateSync } from 'node:zlib';
import { dictionary, hex, number, type PdfValue, reference } from './value.ts';

/** Objects of a file in the making. */
export class PdfBuilder {
  readonly #objects: (Buffer | undefined)[] = [];

  /** A number for an object that is written later. */
  reserve(): PdfValue {
    this.#objects.push(undefined);
    return reference(this.#objects.length);
  }

  /** @param at one that was reserved; a new one unless given */
  add(value: PdfValue, at: PdfValue = this.reserve()): PdfValue {
    return this.#put(at, Buffer.from(value, 'latin1'));
  }

  /** A stream (§7.3.8). @param options.isPacked the data are compressed as the members say */
  stream(
    members: Readonly<Record<string, PdfValue | undefined>>,
    data: Uint8Array,
    options: { readonly isPacked?: boolean } = {},
  ): PdfValue {
    const packed = options.isPacked === true ? data : deflateSync(data, { level: 9 });
    const filter = options.isPacked === true ? {} : { Filter: '/FlateDecode' as PdfValue };
    const head = dictionary({ ...members, ...filter, Length: number(packed.length) });
    const body = [Buffer.from(`${head}\nstream\n`, 'latin1'), packed, Buffer.from('\nendstream', 'latin1')];
    return this.#put(this.reserve(), Buffer.concat(body));
  }

  /**
   * The whole file (§7.5): header, objects in the order of their numbers, cross-reference table, trailer.
   * @param trailer its members, without the count of objects
   */
  file(trailer: Readonly<Record<string, PdfValue | undefined>>, id: Buffer): Buffer {
    // The second line says to programs that carry files that this is no text (§7.5.2).
    const parts: Buffer[] = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
    let at = parts[0]?.length ?? 0;
    const rows = ['0000000000 65535 f\r\n'];
    for (const [index, object] of this.#objects.entries()) {
      if (object === undefined) throw new Error(`object ${index + 1} was never written`);
      const part = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')]);
      rows.push(`${String(at).padStart(10, '0')} 00000 n\r\n`);
      parts.push(part);
      at += part.length;
    }
    const members = dictionary({ ...trailer, Size: number(rows.length), ID: `[${hex(id)}${hex(id)}]` as PdfValue });
    const end = `xref\n0 ${rows.length}\n${rows.join('')}trailer\n${members}\nstartxref\n${at}\n%%EOF\n`;
    return Buffer.concat([...parts, Buffer.from(end, 'latin1')]);
  }

  #put(at: PdfValue, bytes: Buffer): PdfValue {
    this.#objects[Number.parseInt(at, 10) - 1] = bytes;
    return at;
  }
}
