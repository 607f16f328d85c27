import { type Environment, escapePointer, type PointerError } from '../../kernel/index.ts';

/** Where `${NAME}` may stand: addresses that hold a password, and headers that hold a token. */
const places = [/^\/nats\/url$/, /^\/sources\/[^/]+\/(url|health|list\/url)$/, /^\/sources\/[^/]+\/headers\/[^/]+$/];

const reference = /\$\{([^}]*)\}/g;
const variable = /^[A-Z][A-Z0-9_]*$/;

/**
 * Puts environment variables in the place of `${NAME}`. Only secrets may come from outside; everything else is to be read
 * in the file itself, so a reference elsewhere is a mistake.
 * @returns the configuration filled in, and the mistakes with their places; no value of a variable is ever repeated
 */
export function fillEnvironment(value: unknown, env: Environment): { value: unknown; errors: readonly PointerError[] } {
  const errors: PointerError[] = [];
  return { value: fill(value, '', env, errors), errors };
}

function fill(value: unknown, pointer: string, env: Environment, errors: PointerError[]): unknown {
  if (typeof value === 'string') return fillText(value, pointer, env, errors);
  if (Array.isArray(value)) return value.map((item, index) => fill(item, `${pointer}/${index}`, env, errors));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [
    name,
    fill(member, `${pointer}/${escapePointer(name)}`, env, errors),
  ]);
  return Object.fromEntries(members);
}

function fillText(text: string, pointer: string, env: Environment, errors: PointerError[]): string {
  if (!text.includes('${')) return text;
  if (!places.some((place) => place.test(pointer))) {
    errors.push({ pointer, detail: 'an environment variable may stand in an address or a header only' });
    return text;
  }
  return text.replaceAll(reference, (whole, name: string) => {
    const content = variable.test(name) ? env[name] : undefined;
    if (content !== undefined && content !== '') return content;
    errors.push({
      pointer,
      detail: variable.test(name) ? `the environment variable ${name} is not set` : 'not a variable’s name',
    });
    return whole;
  });
}
