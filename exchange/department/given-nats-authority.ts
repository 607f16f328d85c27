import { type NatsAuthority, parseNatsAuthority } from '../../identity/index.ts';
import { Problem, SettingError } from '../../kernel/index.ts';

/**
 * The authority of a NATS server, as the setting HUFU_NATS_AUTHORITY gives it; undefined: the server asks for no credentials.
 * @throws SettingError that repeats nothing of the text, which holds seeds
 */
export function givenNatsAuthority(json: string | undefined): NatsAuthority | undefined {
  if (json === undefined) return undefined;
  try {
    return parseNatsAuthority(JSON.parse(json));
  } catch (error) {
    const why = error instanceof Problem ? error.texts('en').detail : 'it is not well-formed JSON';
    throw new SettingError('HUFU_NATS_AUTHORITY', `cannot be used: ${why}`);
  }
}
