import { call } from '../api/index.ts';
import { offeredItems, type QueryBody, type Resource } from './question.ts';

/** Somebody made up by the resource's sandbox: by what they are found, and the whole row. */
export interface Sample {
  readonly match: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly row: Readonly<Record<string, unknown>>;
}

interface OpenApiDocument {
  readonly paths: Readonly<
    Record<
      string,
      {
        readonly post?: {
          readonly requestBody?: {
            readonly content?: Readonly<
              Record<string, { readonly examples?: Readonly<Record<string, { readonly value: QueryBody }>> }>
            >;
          };
        };
      }
    >
  >;
}

/** The first example of the resource's own description, asked of its sandbox with all fields. Undefined where there is none. */
export async function readSample(resource: Resource, signal: AbortSignal): Promise<Sample | undefined> {
  if (resource.matchKeys.length === 0) return undefined;
  const params = { id: resource.id };
  const document = (await call('GET /v1/resources/{id}/openapi.json', {
    params,
    signal,
  })) as unknown as OpenApiDocument;
  const { examples } =
    document.paths[`/v1/resources/${resource.id}/sandbox`]?.post?.requestBody?.content?.['application/json'] ?? {};
  const question = examples?.lookup?.value;
  if (question === undefined) return undefined;
  const body = { ...question, fields: offeredItems(resource).map(({ field }) => field) };
  const { rows } = await call('POST /v1/resources/{id}/sandbox', { params, body, signal });
  return { match: question.match, row: rows?.[0] ?? {} };
}
