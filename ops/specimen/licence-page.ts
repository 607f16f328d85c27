import type { OfdContent, PageItem } from '../../licence-vault/index.ts';

/** What one page of a specimen licence says. */
export interface LicencePage {
  /** 32 hexadecimal digits. */
  readonly docId: string;
  readonly title: string;
  readonly issuer: string;
  /** ISO 8601 day. */
  readonly issuedOn: string;
  readonly customData: NonNullable<OfdContent['customData']>;
  /** Names and values from top to bottom; a value too long for a line goes on below. */
  readonly particulars: readonly (readonly [name: string, value: string])[];
  /** A line at the foot. */
  readonly remark?: string | undefined;
}

/** Millimetres. */
const page = { width: 210, height: 297 };
const textSize = 4.5;
const names = { x: 30, y: 80 };
const values = { x: 78, charactersInLine: 24 };
const betweenParticulars = 14;
const betweenLines = 6.5;

/** A licence on one page of A4: a double frame, the title, names and values; the foot is left free for a seal. */
export function licencePage(licence: LicencePage): OfdContent {
  const items: PageItem[] = [
    { kind: 'path', segments: frame(12), stroke: { colour: [180, 140, 60], width: 1.2 } },
    { kind: 'path', segments: frame(15), stroke: { colour: [180, 140, 60], width: 0.4 } },
    { kind: 'text', text: licence.title, font: 'hei', size: 14, x: 105, y: 48, align: 'centre' },
  ];
  let y = names.y;
  for (const [name, value] of licence.particulars) {
    items.push({ kind: 'text', text: name, font: 'hei', size: textSize, x: names.x, y });
    const lines = linesOf(value);
    for (const [index, text] of lines.entries())
      items.push({ kind: 'text', text, font: 'song', size: textSize, x: values.x, y: y + index * betweenLines });
    y += betweenParticulars + (lines.length - 1) * betweenLines;
  }
  if (licence.remark !== undefined)
    items.push({ kind: 'text', text: licence.remark, font: 'song', size: 3.5, x: 105, y: 279, align: 'centre' });
  return {
    docId: licence.docId,
    title: licence.title,
    author: licence.issuer,
    creationDate: licence.issuedOn,
    customData: licence.customData,
    fonts: { song: { name: '宋体', family: 'SimSun' }, hei: { name: '黑体', family: 'SimHei' } },
    pages: [{ ...page, items }],
  };
}

function linesOf(text: string): readonly string[] {
  const characters = [...text];
  const count = Math.max(1, Math.ceil(characters.length / values.charactersInLine));
  return Array.from({ length: count }, (_, line) =>
    characters.slice(line * values.charactersInLine, (line + 1) * values.charactersInLine).join(''),
  );
}

function frame(margin: number) {
  const [right, bottom] = [page.width - margin, page.height - margin];
  return [['M', margin, margin], ['L', right, margin], ['L', right, bottom], ['L', margin, bottom], ['C']] as const;
}
