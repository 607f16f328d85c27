import { Deadline, type FieldMapping, type ReadRequest, type ResourceMapping } from '../../connectors/index.ts';
import { createLogger, type Logger } from '../../kernel/index.ts';

export function field(from: string, more: Partial<FieldMapping> = {}): FieldMapping {
  return { from, type: undefined, trim: false, date: undefined, codes: undefined, ...more };
}

export function mapping(options: {
  id?: string;
  source?: string;
  from?: string;
  match: (string | string[])[];
  fields: Record<string, FieldMapping | string>;
}): ResourceMapping {
  return {
    id: options.id ?? 'population.resident',
    source: options.source ?? 'register',
    from: options.from,
    match: options.match.map((combination) => (typeof combination === 'string' ? [combination] : combination)),
    fields: new Map(
      Object.entries(options.fields).map(([name, one]) => [name, typeof one === 'string' ? field(one) : one]),
    ),
    schema: undefined,
  };
}

export function request(
  resource: ResourceMapping,
  {
    timeLeftMs = 5_000,
    ...changes
  }: Partial<ReadRequest> & Pick<ReadRequest, 'match' | 'fields'> & { timeLeftMs?: number },
): ReadRequest {
  return { resource, scope: [], limit: 100, deadline: new Deadline(timeLeftMs), ...changes };
}

/** A logger whose lines a test can read. */
export function listeningLogger(level = 'debug'): { logger: Logger; lines: string[] } {
  const lines: string[] = [];
  return {
    logger: createLogger({ level, name: 'test', destination: { write: (line) => void lines.push(line) } }),
    lines,
  };
}

/** Waits until something is so; a test that waits in vain says what for. */
export async function eventually(what: string, isSo: () => unknown, patienceMs = 15_000): Promise<void> {
  const until = performance.now() + patienceMs;
  for (;;) {
    if (await isSo()) return;
    if (performance.now() > until) throw new Error(`in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
