import type { SignatureList } from '../model/signatures.ts';
import type { Box } from '../model/values.ts';
import { lengths } from '../write/geometry.ts';
import { ofdElement, ofdFile } from '../xml/write-xml.ts';
import type { PlacedStamp } from './placement.ts';

/** Whose program seals (签名组件提供者). */
export interface SignatureProvider {
  readonly name: string;
  readonly company: string;
  readonly version: string;
}

/** A file and its digest. */
export interface ProtectedFile {
  readonly name: string;
  readonly digest: Buffer;
}

/** Writes a Signature.xml in the order of its schema (GB/T 33190 §18.2). Paths are from the package's root. */
export function signatureFile(options: {
  provider: SignatureProvider;
  /** Object identifiers. */
  signatureMethod: string;
  checkMethod: string;
  signedAt: Date;
  files: readonly ProtectedFile[];
  stamps: readonly (PlacedStamp & { readonly id: string })[];
  sealPath: string;
  signedValuePath: string;
}): Buffer {
  const { provider } = options;
  return ofdFile(
    'Signature',
    {},
    ofdElement(
      'SignedInfo',
      {},
      ofdElement('Provider', {
        ProviderName: provider.name,
        Version: provider.version,
        Company: provider.company,
      }),
      ofdElement('SignatureMethod', {}, options.signatureMethod),
      ofdElement('SignatureDateTime', {}, dateTime(options.signedAt)),
      ofdElement(
        'References',
        { CheckMethod: options.checkMethod },
        ...options.files.map(({ name, digest }) =>
          ofdElement('Reference', { FileRef: `/${name}` }, ofdElement('CheckValue', {}, digest.toString('base64'))),
        ),
      ),
      ...options.stamps.map(({ id, page, boundary, clip }) =>
        ofdElement('StampAnnot', {
          ID: id,
          PageRef: page,
          Boundary: box(boundary),
          Clip: clip === undefined ? undefined : box(clip),
        }),
      ),
      ofdElement('Seal', {}, ofdElement('BaseLoc', {}, `/${options.sealPath}`)),
    ),
    ofdElement('SignedValue', {}, `/${options.signedValuePath}`),
  );
}

/** Writes a Signatures.xml (GB/T 33190 §18.1): the signatures so far and one more. */
export function signatureListFile(options: {
  earlier: SignatureList | undefined;
  id: string;
  path: string;
  maxSignId: string;
}): Buffer {
  const earlier = options.earlier?.entries ?? [];
  const entries = [...earlier, { id: options.id, kind: 'Seal', path: options.path }];
  return ofdFile(
    'Signatures',
    {},
    ofdElement('MaxSignId', {}, options.maxSignId),
    ...entries.map(({ id, kind, path }) => ofdElement('Signature', { ID: id, Type: kind, BaseLoc: `/${path}` })),
  );
}

/** IDs in the form that the standard recommends, `sNNN`, beyond every number that occurs in those given. */
export function signIds(used: readonly (string | undefined)[]): () => string {
  let last = 0;
  for (const id of used) last = Math.max(last, Number(/\d{1,9}$/.exec(id ?? '')?.[0] ?? 0));
  return () => {
    last += 1;
    return `s${String(last).padStart(3, '0')}`;
  };
}

function box({ x, y, width, height }: Box): string {
  return lengths([x, y, width, height]);
}

/** `YYYYMMDDHHMMSSZ`, the most common of the forms that are seen and the only one that names its zone. */
function dateTime(date: Date): string {
  return `${date.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
}
