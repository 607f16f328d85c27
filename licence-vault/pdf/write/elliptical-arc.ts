/** An arc as paths have it (SVG 2 §9.5.1, GB/T 33190 §9.1): radii, their turn in degrees, which of four arcs, and its end. */
export interface EllipticalArc {
  readonly from: readonly [number, number];
  readonly radii: readonly [number, number];
  readonly degrees: number;
  readonly large: boolean;
  readonly sweep: boolean;
  readonly to: readonly [number, number];
}

export type Cubic = readonly [x1: number, y1: number, x2: number, y2: number, x: number, y: number];

/**
 * An elliptical arc as cubic curves of a quarter at most, by way of its centre (SVG 2 appendix B.2.4). Radii too small to reach
 * the end are widened; one of zero makes a line.
 */
export function arcCurves(arc: EllipticalArc): readonly Cubic[] {
  const { from, to } = arc;
  const [rx, ry] = arc.radii.map(Math.abs) as [number, number];
  if (from[0] === to[0] && from[1] === to[1]) return [];
  if (rx === 0 || ry === 0) return [[...from, ...to, ...to]];
  const turn = (arc.degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  // Half the chord, in the ellipse's own axes.
  const [dx, dy] = [(from[0] - to[0]) / 2, (from[1] - to[1]) / 2];
  const [u, v] = [cos * dx + sin * dy, -sin * dx + cos * dy];
  const widen = Math.max(1, Math.hypot(u / rx, v / ry));
  const [a, b] = [rx * widen, ry * widen];
  const spare = Math.max(0, (a * a * b * b - a * a * v * v - b * b * u * u) / (a * a * v * v + b * b * u * u));
  const factor = Math.sqrt(spare) * (arc.large === arc.sweep ? -1 : 1);
  const [cu, cv] = [(factor * a * v) / b, (-factor * b * u) / a];
  const centre = [cos * cu - sin * cv + (from[0] + to[0]) / 2, sin * cu + cos * cv + (from[1] + to[1]) / 2] as const;
  const start = Math.atan2((v - cv) / b, (u - cu) / a);
  const end = Math.atan2((-v - cv) / b, (-u - cu) / a);
  const whole = 2 * Math.PI;
  const sweep = arc.sweep ? (((end - start) % whole) + whole) % whole : -((((start - end) % whole) + whole) % whole);
  const pieces = Math.max(1, Math.ceil(Math.abs(sweep) / (Math.PI / 2) - 1e-9));
  const step = sweep / pieces;
  const reach = (4 / 3) * Math.tan(step / 4);
  const place = (x: number, y: number) => [
    centre[0] + a * x * cos - b * y * sin,
    centre[1] + a * x * sin + b * y * cos,
  ];
  return Array.from({ length: pieces }, (_, index) => {
    const [p, q] = [start + index * step, start + (index + 1) * step];
    return [
      ...place(Math.cos(p) - reach * Math.sin(p), Math.sin(p) + reach * Math.cos(p)),
      ...place(Math.cos(q) + reach * Math.sin(q), Math.sin(q) - reach * Math.cos(q)),
      ...(index === pieces - 1 ? to : place(Math.cos(q), Math.sin(q))),
    ] as unknown as Cubic;
  });
}
