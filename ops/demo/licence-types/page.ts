/** Pieces that the demonstration's templates are put together from; each gives SVG, in millimetres. */

export interface Words {
  readonly size?: number;
  readonly font?: 'song' | 'hei' | 'kai' | 'fang';
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly fill?: string;
  /** Between characters. */
  readonly spacing?: number;
}

const ink = '#2a2420';

/** Text that is the same on every licence. */
export function words(text: string, x: number, y: number, style: Words = {}): string {
  const { size = 4, font = 'song', anchor = 'start', fill = ink, spacing = 0 } = style;
  const spaced = spacing === 0 ? '' : ` letter-spacing="${spacing}"`;
  return `<text x="${num(x)}" y="${num(y)}" font-size="${size}" font-family="${font}" text-anchor="${anchor}" fill="${fill}"${spaced}>${text}</text>`;
}

export interface Field extends Omit<Words, 'spacing' | 'anchor'> {
  readonly format?: string;
  readonly align?: 'left' | 'centre' | 'right';
  readonly maxLines?: number;
  readonly minSize?: number;
  readonly leading?: number;
  readonly stand?: 'top' | 'middle';
}

/** The place of a value. */
export function field(name: string, x: number, y: number, width: number, style: Field = {}): string {
  const { size = 4, font = 'song', fill = '#000000', format, align, maxLines, minSize, leading, stand } = style;
  const data = Object.entries({ format, align, 'max-lines': maxLines, 'min-size': minSize, leading, stand })
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` data-${key}="${value}"`)
    .join('');
  return `<text data-field="${name}" data-width="${num(width)}"${data} x="${num(x)}" y="${num(y)}" font-size="${size}" font-family="${font}" fill="${fill}"/>`;
}

export function box(
  x: number,
  y: number,
  width: number,
  height: number,
  stroke: string,
  line: number,
  fill = 'none',
): string {
  return `<rect x="${num(x)}" y="${num(y)}" width="${num(width)}" height="${num(height)}" fill="${fill}" stroke="${stroke}" stroke-width="${line}"/>`;
}

/** A frame of two lines with a scroll in each corner. */
export function frame(width: number, height: number, margin: number, colour: string): string {
  const inner = margin + 3;
  const scroll = 14;
  const corner = (x: number, y: number, right: 1 | -1, down: 1 | -1) => {
    const at = (dx: number, dy: number) => `${num(x + right * dx)} ${num(y + down * dy)}`;
    return (
      `M ${at(0, scroll)} ` +
      `C ${at(scroll * 0.2, scroll * 0.55)} ${at(scroll * 0.55, scroll * 0.2)} ${at(scroll, 0)} ` +
      `M ${at(2, scroll + 3)} C ${at(5, scroll * 0.9)} ${at(scroll * 0.9, 5)} ${at(scroll + 3, 2)} ` +
      `M ${at(3, 7)} C ${at(3, 3)} ${at(3, 3)} ${at(7, 3)} C ${at(6, 6)} ${at(6, 6)} ${at(3, 7)} Z`
    );
  };
  const corners = [
    corner(inner, inner, 1, 1),
    corner(width - inner, inner, -1, 1),
    corner(inner, height - inner, 1, -1),
    corner(width - inner, height - inner, -1, -1),
  ];
  return [
    box(margin, margin, width - 2 * margin, height - 2 * margin, colour, 1.4),
    box(inner, inner, width - 2 * inner, height - 2 * inner, colour, 0.4),
    `<path fill="none" stroke="${colour}" stroke-width="0.7" d="${corners.join(' ')}"/>`,
  ].join('\n');
}

/** Pale lines that wave across the page, which copying machines make visible. */
export function waves(width: number, height: number, margin: number, colour: string, count: number): string {
  const step = (height - 2 * margin) / (count + 1);
  const length = (width - 2 * margin) / 3;
  const lines = Array.from({ length: count }, (_, line) => {
    const y = margin + step * (line + 1);
    const swing = step * (line % 2 === 0 ? 1.6 : -1.6);
    const curve = (from: number) =>
      `C ${num(from + length / 3)} ${num(y - swing)} ${num(from + (2 * length) / 3)} ${num(y + swing)} ${num(from + length)} ${num(y)}`;
    return `M ${margin} ${num(y)} ${[0, 1, 2].map((index) => curve(margin + index * length)).join(' ')}`;
  });
  return `<path fill="none" stroke="${colour}" stroke-width="0.25" d="${lines.join(' ')}"/>`;
}

export type Cell = { readonly width: number } & (
  | { readonly label: string }
  | ({ readonly field: string; readonly many?: boolean } & Field)
);

/** Rows of cells with lines around each; a cell shows a name or a value. */
export function table(
  place: { readonly x: number; readonly y: number; readonly stroke: string; readonly size?: number },
  rows: readonly (readonly [height: number, ...cells: readonly Cell[]])[],
): string {
  const { size = 3.6, stroke } = place;
  const drawn: string[] = [];
  let y = place.y;
  for (const [height, ...cells] of rows) {
    let x = place.x;
    for (const cell of cells) {
      drawn.push(box(x, y, cell.width, height, stroke, 0.3));
      drawn.push('label' in cell ? labelIn(cell, { x, y, height, size }) : valueIn(cell, { x, y, height, size }));
      x += cell.width;
    }
    y += height;
  }
  return drawn.join('\n');
}

interface Room {
  readonly x: number;
  readonly y: number;
  readonly height: number;
  readonly size: number;
}

function labelIn({ label, width }: Cell & { label: string }, { x, y, height, size }: Room): string {
  const lines = label.split('|');
  const step = size * 1.3;
  const first = y + height / 2 + size * 0.36 - ((lines.length - 1) * step) / 2;
  return lines
    .map((line, index) => words(line, x + width / 2, first + index * step, { size, font: 'hei', anchor: 'middle' }))
    .join('\n');
}

function valueIn(cell: Cell & { field: string; many?: boolean } & Field, { x, y, height, size }: Room): string {
  const { field: name, width, many = false, ...style } = cell;
  const used = { size, leading: 1.35, minSize: 2, ...style };
  if (!many) {
    return field(name, x + 2, y + height / 2 + used.size * 0.36, width - 4, { ...used, maxLines: 1 });
  }
  const step = used.size * used.leading;
  const maxLines = Math.max(1, 1 + Math.floor((height - 2.4 - used.size) / step));
  const first = y + (height - used.size - (maxLines - 1) * step) / 2 + used.size * 0.86;
  return field(name, x + 2, first, width - 4, { ...used, maxLines, stand: 'middle' });
}

/** A whole template. `seal`: where the middle of a seal of 45 mm goes. */
export function page(
  size: { readonly width: number; readonly height: number; readonly seal: { readonly x: number; readonly y: number } },
  ...pieces: readonly string[]
): string {
  const { width, height, seal } = size;
  const remark = words(
    '演示数据，不是真实证照 · Generated for a demonstration, no real licence',
    width / 2,
    height - 3.5,
    {
      ...{ size: 2.4, anchor: 'middle', fill: '#8a8078' },
    },
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}mm" height="${height}mm" viewBox="0 0 ${width} ${height}">`,
    ...pieces,
    remark,
    `<rect data-seal="" x="${num(seal.x - 22.5)}" y="${num(seal.y - 22.5)}" width="45" height="45" fill="none"/>`,
    '</svg>',
    '',
  ].join('\n');
}

function num(value: number): string {
  return String(Number(value.toFixed(2)));
}
