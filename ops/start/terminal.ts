/** What the person at the terminal sees: a line a step, with its time. */
export interface Terminal {
  title(text: string): void;
  /** Runs a step and prints how it went. None is begun once we are asked to stop. */
  step<T>(title: string, work: () => Promise<T>): Promise<T>;
  note(text: string): void;
}

const green = '\u001b[32m';
const red = '\u001b[31m';
const dim = '\u001b[2m';
const bold = '\u001b[1m';
const plain = '\u001b[0m';

/** Colours only where somebody looks: not in files and pipes (https://no-color.org). */
export function createTerminal(options: {
  write: (text: string) => void;
  colours: boolean;
  signal?: AbortSignal | undefined;
}): Terminal & { result(held: boolean, title: string, milliseconds: number, lines: readonly string[]): void } {
  const paint = (colour: string, text: string) => (options.colours ? `${colour}${text}${plain}` : text);
  const line = (text: string) => options.write(`${text}\n`);
  const result = (held: boolean, title: string, milliseconds: number, lines: readonly string[]) => {
    line(`  ${held ? paint(green, '✓') : paint(red, '✗')} ${title}  ${paint(dim, duration(milliseconds))}`);
    for (const each of lines) line(`      ${each}`);
  };
  return {
    title: (text) => line(`\n${paint(bold, text)}`),
    note: (text) => line(`    ${paint(dim, text)}`),
    result,
    async step(title, work) {
      options.signal?.throwIfAborted();
      const started = performance.now();
      try {
        const value = await work();
        result(true, title, performance.now() - started, []);
        return value;
      } catch (error) {
        result(false, title, performance.now() - started, []);
        throw error;
      }
    },
  };
}

function duration(milliseconds: number): string {
  return milliseconds < 1_000
    ? `${Math.max(1, Math.round(milliseconds))} ms`
    : `${(milliseconds / 1_000).toFixed(1)} s`;
}
