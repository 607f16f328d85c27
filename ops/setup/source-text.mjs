// @ts-check

/** Words after which a slash begins a regular expression, not a division. */
const beforeRegex = /(?:^|[^\w$.])(?:return|typeof|case|in|of|do|else|void|delete|instanceof|new|throw|yield|await)$/;

/**
 * Blanks out what is not code, keeping every line and column where it was: comments, regular expressions and the text of
 * template literals, and on request the text of strings too.
 * @param {string} text TypeScript
 * @param {{ strings: 'keep' | 'blank' }} options
 * @returns {string}
 */
export function codeOnly(text, { strings }) {
  let code = '';
  let at = 0;
  /** Depth of braces inside each `${…}` that is open. @type {number[]} */
  const templates = [];
  const blank = (/** @type {string} */ piece) => piece.replace(/[^\n]/g, ' ');

  const take = (/** @type {number} */ end, /** @type {boolean} */ keep) => {
    const piece = text.slice(at, end);
    code += keep ? piece : blank(piece);
    at = end;
  };

  while (at < text.length) {
    const character = text[at] ?? '';
    const pair = text.slice(at, at + 2);
    if (pair === '//') take(endOr(text, text.indexOf('\n', at)), false);
    else if (pair === '/*') take(endOr(text, text.indexOf('*/', at + 2), 2), false);
    else if (character === "'" || character === '"') take(endOfString(text, at, character), strings === 'keep');
    else if (character === '`') take(endOfTemplatePart(text, at + 1, templates), false);
    else if (character === '/' && regexMayFollow(code)) take(endOfRegex(text, at), false);
    else if (character === '{' && templates.length > 0) {
      templates[templates.length - 1] = (templates.at(-1) ?? 0) + 1;
      take(at + 1, true);
    } else if (character === '}' && templates.length > 0) {
      const depth = templates.at(-1) ?? 0;
      if (depth > 0) {
        templates[templates.length - 1] = depth - 1;
        take(at + 1, true);
      } else {
        templates.pop();
        take(endOfTemplatePart(text, at + 1, templates), false);
      }
    } else take(at + 1, true);
  }
  return code;
}

/**
 * @param {string} text
 * @param {number} found
 * @param {number} [length]
 */
function endOr(text, found, length = 0) {
  return found === -1 ? text.length : found + length;
}

/**
 * @param {string} text
 * @param {number} start
 * @param {string} quote
 */
function endOfString(text, start, quote) {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === quote) return at + 1;
    else if (text[at] === '\n') return at;
  }
  return text.length;
}

/**
 * Up to the closing backtick, or past the next `${`, whose braces are then counted.
 * @param {string} text
 * @param {number} start
 * @param {number[]} templates
 */
function endOfTemplatePart(text, start, templates) {
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '`') return at + 1;
    else if (text[at] === '$' && text[at + 1] === '{') {
      templates.push(0);
      return at + 2;
    }
  }
  return text.length;
}

/**
 * @param {string} text
 * @param {number} start
 */
function endOfRegex(text, start) {
  let inClass = false;
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\\') at += 1;
    else if (character === '\n')
      return start + 1; // a division after all
    else if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    else if (character === '/' && !inClass) return at + 1;
  }
  return start + 1;
}

/** @param {string} code everything before the slash, comments blanked */
function regexMayFollow(code) {
  const before = code.trimEnd();
  const last = before.at(-1) ?? '';
  return last === '' || '(,=:[!&|?{};+-*%<>~^'.includes(last) || beforeRegex.test(before.slice(-12));
}
