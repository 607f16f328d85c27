import { compileSchema, type PointerError, type SchemaCheck } from '../../kernel/index.ts';
import type { LicenceType } from './licence-type.ts';

/** Compiling a schema takes longer than issuing a licence; types and their editions are few, and a changed one has another version. */
const compiled = new Map<string, { version: number; check: SchemaCheck }>();

/** Everything in the data that differs from the type's schema, with pointers from the request's root. */
export function dataErrors(type: LicenceType, data: unknown): readonly PointerError[] {
  return checkOf(type)(data).map((error) => ({ ...error, pointer: `/data${error.pointer}` }));
}

function checkOf(type: LicenceType): SchemaCheck {
  const name = `${type.code} ${type.edition}`;
  const known = compiled.get(name);
  if (known?.version === type.version) return known.check;
  const check = compileSchema(type.schema);
  compiled.set(name, { version: type.version, check });
  return check;
}
