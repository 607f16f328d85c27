import type { JsonSchema } from '../../../kernel/index.ts';
import { type Field, type FieldSource, type Item, itemsOf, mappingOf, rowSchemaOf } from './field.ts';

/** Where and in what form the department keeps the data. */
export type DemoSource =
  | { readonly kind: 'postgres'; readonly from: string; readonly freshness: string }
  | {
      readonly kind: 'http';
      /** Follows the interface's address. */
      readonly path: string;
      readonly rows: string;
      /** How the interface gives all its records. */
      readonly list: { readonly path: string; readonly by: 'offset'; readonly rows: string; readonly total: string };
      readonly health: string;
      /** Where a record says when it was last written. */
      readonly freshness: string;
      readonly keyHeader: string;
    }
  | {
      readonly kind: 'geojson' | 'csv';
      readonly file: string;
      /** Fields that together occur once; left out: those of the first match key. */
      readonly unique?: readonly string[];
    };

/** What the directory takes as a new resource; the body of `POST /v1/resources`. */
export interface DemoResourceDraft {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly nameEn: string;
  readonly provider: string;
  readonly abstract: string;
  readonly class: { readonly category: string; readonly section: string; readonly item: string };
  readonly format: { readonly category: string; readonly concrete: string };
  readonly items: readonly Item[];
  readonly sharing: { readonly type: string; readonly condition?: string; readonly mode: string };
  readonly openness: { readonly open: boolean; readonly condition?: string };
  readonly updateCycle: string;
  readonly synthetic: true;
  readonly rowSchema: JsonSchema;
  readonly matchKeys: readonly (readonly string[])[];
}

/** A resource of the demonstration, from the directory down to the department's column. */
export interface DemoResource {
  readonly id: string;
  readonly draft: DemoResourceDraft;
  /** Short id of the provider's connector. */
  readonly system: string;
  readonly source: DemoSource;
  /** JSON Schema of one row; the same as `draft.rowSchema`. */
  readonly schema: JsonSchema;
  /** Field → column, as `fields` of the connector's configuration file. */
  readonly mapping: Readonly<Record<string, string | FieldSource>>;
}

type Description = Omit<DemoResourceDraft, 'items' | 'rowSchema' | 'synthetic'> & {
  readonly system: string;
  readonly source: DemoSource;
  readonly fields: readonly Field[];
};

/** Makes a resource of its description; items, schema and mapping all come from the one list of fields. */
export function demoResource({ system, source, fields, ...description }: Description): DemoResource {
  const schema = rowSchemaOf(fields);
  const draft: DemoResourceDraft = {
    ...description,
    items: itemsOf(fields, description.matchKeys),
    rowSchema: schema,
    synthetic: true,
  };
  return { id: description.id, draft, system, source, schema, mapping: mappingOf(fields) };
}
