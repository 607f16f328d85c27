import { isNode, LineCounter, parseDocument } from 'yaml';
import { type PointerError, placeOf, placeText, type Text } from '../../kernel/index.ts';
import { connectorProblems } from '../problems.ts';

/** A YAML text of more than this is no configuration. */
const maxCharacters = 1_000_000;

/** A YAML document that knows on which line each of its members stands. */
export interface ConfigDocument {
  readonly value: unknown;
  /** The line, counted from 1, of the member at a JSON pointer, or of the nearest thing around it that exists. */
  lineOf(pointer: string): number;
}

/**
 * Parses YAML 1.2. Aliases cannot multiply without bound.
 * @throws Problem CONNECTOR_CONFIG_INVALID with the line of the first mistake
 */
export function parseConfigDocument(text: string, file: string): ConfigDocument {
  const lines = new LineCounter();
  if (text.length > maxCharacters) throw configProblem(file, [{ line: 1, pointer: '', detail: 'too large' }]);
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const mistakes = document.errors.map(({ pos, code }) => ({
    line: lines.linePos(pos[0]).line,
    pointer: '',
    detail: `not YAML (${code.toLowerCase().replaceAll('_', ' ')})`,
  }));
  if (mistakes.length > 0) throw configProblem(file, mistakes);
  const lineOf = (pointer: string): number => {
    const path = tokensOf(pointer);
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  return { value: toValue(document, file), lineOf };
}

function toValue(document: ReturnType<typeof parseDocument>, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    throw configProblem(file, [{ line: 1, pointer: '', detail: 'aliases that do not resolve' }]);
  }
}

function tokensOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** A mistake and where it stands. */
export interface ConfigMistake extends PointerError {
  readonly line: number;
}

/** All mistakes as one Problem that names the first; each error's detail begins with its line. */
export function configProblem(file: string, mistakes: readonly ConfigMistake[]): Error {
  const sorted = mistakes
    .toSorted((a, b) => a.line - b.line)
    .map((mistake) => ({ ...mistake, text: placeText(mistake) }));
  const [first] = sorted;
  const place = first === undefined || first.pointer === '' ? '' : `${first.pointer} `;
  const what = (language: keyof Text) => `${place}${first?.text[language] ?? ''}`;
  return connectorProblems.CONNECTOR_CONFIG_INVALID(
    { file, count: sorted.length, line: first?.line ?? 1, what: what('en'), whatZh: what('zh') },
    {
      errors: sorted.map(({ line, pointer, text: { zh, en } }) =>
        placeOf(pointer, { zh: `第 ${line} 行：${zh}`, en: `line ${line}: ${en}` }),
      ),
    },
  );
}
