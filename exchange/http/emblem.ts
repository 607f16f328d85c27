/** The emblem: a tally in two halves whose teeth fit, as the one half of a 虎符 fitted the other. SVG, without scripts or styles. */
export const emblem = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
<path fill="#3a7a69" d="M30 4A28 28 0 0 0 30 60L30 50L23 44L30 38L30 26L23 20L30 14Z"/>
<path fill="#b08836" d="M34 4A28 28 0 0 1 34 60L34 51.5L25.5 44L34 36.5L34 27.5L25.5 20L34 12.5Z"/>
</svg>
`;
