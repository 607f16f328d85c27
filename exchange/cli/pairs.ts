import { CommandError, exitCode } from './exit.ts';

export type Scalar = string | number | boolean;

/**
 * Reads `name=text` and `name:=json` pairs, as HTTP command lines write them: `=` gives text, `:=` a number or truth value.
 * @throws CommandError (64) naming the pair's position, not its value, which may be personal.
 */
export function readPairs(pairs: readonly string[], option: string): Record<string, Scalar> {
  const values: Record<string, Scalar> = {};
  pairs.forEach((pair, index) => {
    const [, name, operator, text] = /^([A-Za-z][A-Za-z0-9_]*)(:?=)(.*)$/su.exec(pair) ?? [];
    if (name === undefined || text === undefined)
      throw usage(
        `${option}：第 ${index + 1} 项须为 name=value · the value ${index + 1} is not of the form name=value`,
      );
    if (Object.hasOwn(values, name)) throw usage(`${option}：${name} 出现两次 · is given twice`);
    values[name] = operator === ':=' ? scalar(text, option, name) : text;
  });
  return values;
}

function scalar(text: string, option: string, name: string): Scalar {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  } catch {
    // Told below.
  }
  throw usage(
    `${option}：${name}:= 后为数值、true、false 或带引号的文本 · takes a number, true, false or a quoted text`,
  );
}

function usage(sentence: string): CommandError {
  return new CommandError(sentence, exitCode.usage);
}
