import type { FastifyInstance } from 'fastify';
import { escapePointer, kernelProblems, type PointerError } from '../../kernel/index.ts';
import { httpProblems } from './problems.ts';

/**
 * Reads JSON bodies, and nothing that only looks like text: a body in another encoding than UTF-8 (RFC 8259 §8.1) is
 * refused instead of being read with its names spoilt, and so is a NUL or half of a surrogate pair, which neither the
 * database nor canonical JSON can hold.
 */
export function readJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  // Nothing here takes plain text; unread, it is refused for its type and not for its form.
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    request.content = body as Buffer;
    // Many clients name the type of a body that they do not send.
    if (body.length === 0 && request.method === 'DELETE') {
      done(null, undefined);
      return;
    }
    let text: string;
    try {
      text = utf8.decode(body as Buffer);
    } catch {
      done(httpProblems.MALFORMED_BODY({ format: 'UTF-8 JSON' }));
      return;
    }
    parse(request, text, (error, value) => {
      const errors = error === null && escapes.test(text) ? unstorable(value) : [];
      done(errors.length > 0 ? kernelProblems.INVALID_INPUT({ count: errors.length }, { errors }) : error, value);
    });
  });
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** What is unstorable can stand in well-formed UTF-8 JSON as an escape only, so most bodies are looked through once. */
const escapes = /\\u(?:0000|d[89a-f])/i;

const mostErrors = 50;
const longestPointer = 500;

/** Every place whose text is not storable. No recursion and no endless pointers: the sender chooses how deep a body is. */
function unstorable(body: unknown): readonly PointerError[] {
  const errors: PointerError[] = [];
  const open: { readonly value: unknown; readonly pointer: string }[] = [{ value: body, pointer: '' }];
  for (let next = open.pop(); next !== undefined && errors.length < mostErrors; next = open.pop()) {
    const { value, pointer } = next;
    if (typeof value === 'string' && !isStorable(value)) errors.push({ pointer, detail });
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, member] of Object.entries(value)) {
      if (!isStorable(name)) errors.push({ pointer, detail: 'a name in it holds a character that no text has' });
      else if (pointer.length > longestPointer) open.push({ value: member, pointer });
      else open.push({ value: member, pointer: `${pointer}/${escapePointer(name)}` });
    }
  }
  return errors;
}

const detail = 'holds a character that no text has';

function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000');
}
