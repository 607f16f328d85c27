/** What a citizen number or a unified code looks like; letters and digits in a row that hold many digits. */
const number = /(?<![\p{L}\p{N}])(?=(?:\p{Lu}*\p{Nd}){8})[\p{Nd}\p{Lu}]{15,20}(?![\p{L}\p{N}])/gu;

/**
 * Takes out of a message what may be somebody's: numbers of persons and organisations, and what was quoted of the command
 * line, unless it is a plain word. Messages end in terminals that others see, and in logs.
 * @example masked("unknown option '--macth=name=张三'") // "unknown option '--macth=…'"
 */
export function masked(text: string): string {
  return text.replace(/'([^']*)'/gu, (_whole, quoted: string) => `'${plain(quoted)}'`).replace(number, '…');
}

function plain(quoted: string): string {
  const [, option] = /^(--?[a-z-]+)=/.exec(quoted) ?? [];
  if (option !== undefined) return `${option}=…`;
  return /^[-a-zA-Z<>. ]*$/.test(quoted) ? quoted : '…';
}
