import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import jsonld from 'jsonld';
import { Parser, type Quad, Store } from 'n3';
import ShaclValidator from 'rdf-validate-shacl';

/** The shapes of DCAT-AP 3 that may lie beside the checkout; undefined, and said so, where they do not. */
export function dcatShapes(file: 'shapes.ttl' | 'shapes_recommended.ttl'): Store | undefined {
  const path = resolve(import.meta.dirname, '../../../shared/vectors/dcat-ap', file);
  if (existsSync(path)) {
    // The published shapes ask for dates by `sh:shape`, which validators do not know; what is meant is `sh:node`.
    const turtle = readFileSync(path, 'utf8').replaceAll(/sh:shape(?=\s+:)/g, 'sh:node');
    return new Store(new Parser().parse(turtle));
  }
  console.info('skipped: vectors not present');
  return undefined;
}

/** The statements of a JSON-LD document. Whatever it would have to be fetched for makes it fail. */
export async function statementsOf(document: object): Promise<Store> {
  const nquads = await jsonld.toRDF(
    document as jsonld.JsonLdDocument,
    {
      format: 'application/n-quads',
      safe: true,
      documentLoader: (url: string) => Promise.reject(new Error(`the document wants ${url}`)),
    } as jsonld.Options.ToRdf,
  );
  return new Store(new Parser({ format: 'N-Quads' }).parse(String(nquads)) as Quad[]);
}

/** What breaks the shapes, as `severity path of node: message`. */
export async function breachesOfShapes(shapes: Store, data: Store): Promise<readonly string[]> {
  const report = await new ShaclValidator(shapes).validate(data);
  return report.results.map(
    ({ severity, path, focusNode, message }) =>
      `${severity?.value.split('#')[1]} ${JSON.stringify(path)} of ${focusNode?.value}: ${message.map(({ value }) => value).join(' ')}`,
  );
}
