/** A value of PDF (ISO 32000-2 §7.3) as it goes into a file. Built by the functions of this file alone. */
export type PdfValue = string & { readonly brand: unique symbol };

const value = (text: string) => text as PdfValue;

/** At most so many places after the point; readers have no more. */
const places = 4;

export function number(from: number): PdfValue {
  const text = from.toFixed(places).replace(/\.?0+$/, '');
  return value(text === '-0' ? '0' : text);
}

/** `/Name`; characters that are no regular ones by their code. */
export function name(text: string): PdfValue {
  const escaped = [...Buffer.from(text, 'utf8')].map((octet) => {
    const character = String.fromCharCode(octet);
    return /[A-Za-z0-9_.+-]/.test(character) ? character : `#${octet.toString(16).padStart(2, '0')}`;
  });
  return value(`/${escaped.join('')}`);
}

/** Text for people (§7.9.2.2): as it stands where nothing in it could be taken for PDF, else UTF-16. */
export function text(from: string): PdfValue {
  if (/^[A-Za-z0-9 .,:;@_+-]*$/.test(from)) return value(`(${from})`);
  const units = Buffer.from(`\ufeff${from}`, 'utf16le').swap16();
  return hex(units);
}

export function hex(bytes: Uint8Array): PdfValue {
  return value(`<${Buffer.from(bytes).toString('hex')}>`);
}

/** D:YYYYMMDDHHmmSSZ (§7.9.4). */
export function date(moment: Date): PdfValue {
  return value(`(D:${moment.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z)`);
}

export function boolean(from: boolean): PdfValue {
  return value(String(from));
}

export function array(members: readonly PdfValue[]): PdfValue {
  return value(`[${members.join(' ')}]`);
}

export function numbers(members: readonly number[]): PdfValue {
  return array(members.map(number));
}

/** Members that are undefined are left out. */
export function dictionary(members: Readonly<Record<string, PdfValue | undefined>>): PdfValue {
  const written = Object.entries(members).flatMap(([key, member]) =>
    member === undefined ? [] : [`${name(key)} ${member}`],
  );
  return value(`<<${written.join(' ')}>>`);
}

/** An object by its number, of the only generation there is in a file of ours. */
export function reference(object: number): PdfValue {
  return value(`${object} 0 R`);
}

/** A place in the file that is filled in when the rest is known: so many characters that no value has. */
export function blank(length: number): PdfValue {
  return value(`<${'0'.repeat(length - 2)}>`);
}
