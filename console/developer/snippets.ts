import { type QueryBody, type Resource, valueKind } from './question.ts';

/** Where a question is put: to the sandbox, or to the provider under a grant. */
export type Target = 'sandbox' | 'query';

export interface SnippetOptions {
  readonly hub: string;
  readonly system: string;
  readonly target: Target;
  readonly body: QueryBody;
  readonly resource: Pick<Resource, 'rowSchema'>;
}

/** A text as one word of a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Name of the file in which a system's key is kept. */
export const credentialsFile = (system: string) => `${system}.json`;

const pathOf = ({ target, body }: SnippetOptions) =>
  target === 'sandbox' ? `/v1/resources/${body.resource}/sandbox` : '/v1/query';

/** `name=text`, and `name:=12` for what is no text. */
function pair(name: string, value: unknown): string {
  return typeof value === 'string' ? `${name}=${value}` : `${name}:=${JSON.stringify(value)}`;
}

function claimPairs(claims: NonNullable<QueryBody['claims']>): string[] {
  return Object.entries(claims).flatMap(([field, claim]) =>
    typeof claim === 'object'
      ? Object.entries(claim).map(
          ([kind, bound]) => `${field}.${kind}=${Array.isArray(bound) ? bound.join(',') : String(bound)}`,
        )
      : [pair(field, claim)],
  );
}

/** The question for `hufu`, the command line. */
export function commandLine(options: SnippetOptions): string {
  const { system, target, body } = options;
  const words = [
    ...(target === 'sandbox' ? ['resource', 'sandbox'] : ['query']),
    body.resource,
    ...Object.entries(body.match).flatMap(([name, value]) => ['--match', pair(name, value)]),
    ...(body.fields === undefined ? [] : ['--fields', body.fields.join(',')]),
    ...claimPairs(body.claims ?? {}).flatMap((text) => ['--verify', text]),
    ...(target === 'sandbox' ? [] : ['--matter', body.purpose.matter, '--case', body.purpose.case]),
    ...(target === 'sandbox' || body.officer === undefined ? [] : ['--officer', body.officer]),
  ];
  return `HUFU_PROFILE=${shellWord(`./${credentialsFile(system)}`)} npx hufu ${words.map(shellWord).join(' ')}`;
}

/** The question for curl. What it asks is signed (RFC 9421) by `hufu sign-request`, once and for a minute. */
export function curl(options: SnippetOptions): string {
  const { hub, system, body } = options;
  const path = pathOf(options);
  return [
    `cat > question.json <<'QUESTION'`,
    JSON.stringify(body, null, 2),
    'QUESTION',
    `HUFU_PROFILE=${shellWord(`./${credentialsFile(system)}`)} npx hufu sign-request POST ${path} --data question.json \\`,
    `  | curl -s ${shellWord(`${hub}${path}`)} -H @- -H 'Content-Type: application/json' --data-binary @question.json`,
  ].join('\n');
}

/** The question for a program with the SDK, which gets tokens, signs and tries again by itself. */
export function typeScript(options: SnippetOptions): string {
  const { system, target, body, resource } = options;
  const { resource: id, mode, match, fields, claims, purpose, officer } = body;
  const question = {
    resource: id,
    match,
    ...(fields === undefined ? {} : { fields }),
    ...(claims === undefined ? {} : { claims }),
    purpose,
    ...(officer === undefined ? {} : { officer }),
  };
  const row = (fields ?? []).map((field) => `${field}?: ${typeOf(resource, field)}`).join('; ');
  const method = target === 'sandbox' ? 'sandbox' : mode === 'lookup' ? 'query' : 'verify';
  const generic = mode === 'lookup' ? `<{ ${row} }>` : '';
  const given = mode === 'lookup' ? 'rows' : 'matched, verdicts';
  return [
    `import { readFileSync } from 'node:fs';`,
    `import { createClient, HufuProblem } from 'hufu/connectors';`,
    '',
    `const { hub, id, kid, privateKey } = JSON.parse(readFileSync('${credentialsFile(system)}', 'utf8'));`,
    'const client = createClient({ hub, system: id, kid, key: privateKey });',
    '',
    'try {',
    `  const { ${given} } = await client.${method}${generic}(${indented(question)});`,
    `  console.log(${given});`,
    '} catch (error) {',
    '  if (!(error instanceof HufuProblem)) throw error;',
    '  console.error(error.code, error.reason, error.remedy, error.traceId);',
    '}',
  ].join('\n');
}

function typeOf(resource: Pick<Resource, 'rowSchema'>, field: string): string {
  const kind = valueKind(resource, field);
  return kind === 'number' || kind === 'boolean' ? kind : 'string';
}

/** As code: JSON is TypeScript, and names need no quotes. */
function indented(value: object): string {
  return JSON.stringify(value, null, 2)
    .replaceAll(/^(\s*)"([A-Za-z_][A-Za-z0-9_]*)":/gm, '$1$2:')
    .replaceAll('\n', '\n  ');
}
