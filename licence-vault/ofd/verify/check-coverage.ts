import { Problem } from '../../../kernel/pure/index.ts';
import { type Finding, failed, indeterminate, passed } from '../../verify/verdict.ts';
import { type DocumentDescription, readAttachments } from '../model/document.ts';
import { locate } from '../model/location.ts';
import { ofdFileName } from '../model/ofd-file.ts';
import type { SignatureDescription } from '../model/signature.ts';
import { shownName } from '../package/entry-name.ts';
import type { OfdPackage } from '../package/package.ts';
import { childrenOf, childText } from '../xml/element.ts';
import { readXml, rootNameOf } from '../xml/read-xml.ts';
import { readable, type SignedPackage, unlessProblem } from './read-signed.ts';

/**
 * Looks for what a signature does not protect. By rule, a file outside its list may be
 *
 * - the signature's own description and value, which protect themselves, and its seal, when that is the one in the value;
 * - the list of signatures and the files of other signatures in it: a document may be sealed again later ("continue-sign"),
 *   and each of those signatures is verified by itself.
 *
 * Anything else was added or exchanged without this seal, or the seal's maker left it out; nobody can tell which:
 *
 * - a file that another sound signature protects: INDETERMINATE, this seal says nothing of it;
 * - OFD.xml, attachments, tags and extensions, which show on no page: INDETERMINATE;
 * - every other file, since it could change what is shown: FAILED.
 *
 * A signature that is in the package and not in the list was taken out of it without a seal: FAILED.
 * @param options.sealMatches whether the seal's file is byte for byte the seal in the signature's value
 * @param options.others descriptions of other signatures whose value and protected files were found sound
 */
export function checkCoverage(options: {
  signed: SignedPackage;
  signature: SignatureDescription;
  sealMatches: boolean;
  others: readonly SignatureDescription[];
}): Finding {
  const { signed, signature } = options;
  const orphan = orphanIn(signed);
  if (orphan !== undefined) {
    return failed(
      'HASH_FAILURE',
      `包中的签名 ${shownName(orphan)} 已从签名列表中去除`,
      `the signature ${shownName(orphan)} is in the package but was taken out of the list`,
    );
  }
  const covered = protectedBy(signature);
  const machinery = machineryOf(signed, signature, options.sealMatches);
  const outside = signed.ofd.entries.filter(
    ({ name, isFolder }) => !isFolder && !covered.has(name) && !machinery.has(name),
  );
  if (outside.length === 0) {
    return passed('包中没有未受保护的内容', 'nothing else in the package could change what is shown');
  }
  const names = outside.map(({ name }) => name);
  const elsewhere = new Set(options.others.flatMap((other) => [...protectedBy(other)]));
  const carried = carriedFiles(signed);
  const shown = names.find((name) => !elsewhere.has(name) && !carried.has(name));
  if (shown !== undefined) return uncovered(shown);
  const [first = ''] = names;
  return indeterminate(
    'SIG_CONSTRAINTS_FAILURE',
    `${shownName(first)} 不在本签章保护之列（共 ${names.length} 个）；本签章不能证明其真伪`,
    `${shownName(first)} is outside what this seal protects (${names.length} in all); the seal proves nothing of it`,
  );
}

function uncovered(name: string): Finding {
  return failed(
    'HASH_FAILURE',
    `${shownName(name)} 未受签章保护，却可能改变显示内容：签章后添加，或签章时遗漏`,
    `${shownName(name)} could change what is shown and is not protected: it was added after sealing, or left out`,
  );
}

function protectedBy({ references }: SignatureDescription): ReadonlySet<string> {
  return new Set(references.flatMap(({ path }) => path ?? []));
}

/** Files that exist because documents are signed. What a document shows is never one of them, whatever a signature calls it. */
function machineryOf(signed: SignedPackage, own: SignatureDescription, sealMatches: boolean): ReadonlySet<string> {
  const files = new Set(signed.lists);
  for (const { entry, description } of signed.signatures) {
    files.add(entry.path);
    if (description instanceof Problem) continue;
    files.add(description.signedValuePath);
    const isOwn = description.path === own.path;
    if (description.sealPath !== undefined && (!isOwn || sealMatches)) files.add(description.sealPath);
  }
  for (const name of shownFiles(signed)) files.delete(name);
  files.delete(ofdFileName);
  return files;
}

/** The documents and what they name themselves: pages, templates, resources, annotations. */
function shownFiles({ bodies, documents }: SignedPackage): readonly string[] {
  return [...bodies.map(({ documentPath }) => documentPath), ...documents.flatMap(filesOf)];
}

function filesOf(document: DocumentDescription | undefined): readonly string[] {
  if (document === undefined) return [];
  const { pages, templates, publicResources, documentResources, annotationsPath } = document;
  return [
    ...[...pages, ...templates].map((page) => page.path),
    ...publicResources,
    ...documentResources,
    ...(annotationsPath === undefined ? [] : [annotationsPath]),
  ];
}

/** Files that come with a document and show on no page. */
function carriedFiles(signed: SignedPackage): ReadonlySet<string> {
  const { ofd, documents } = signed;
  const files = new Set([ofdFileName]);
  for (const document of documents) {
    const { attachmentsPath, customTagsPath, extensionsPath } = document ?? {};
    for (const path of [attachmentsPath, customTagsPath, extensionsPath]) if (path !== undefined) files.add(path);
    for (const name of attachmentsPath === undefined ? [] : attachmentFiles(ofd, attachmentsPath)) files.add(name);
    for (const name of customTagsPath === undefined ? [] : tagFiles(ofd, customTagsPath)) files.add(name);
  }
  for (const name of shownFiles(signed)) files.delete(name);
  return files;
}

function attachmentFiles(ofd: OfdPackage, path: string): readonly string[] {
  return (unlessProblem(readable(() => readAttachments(ofd, path))) ?? []).flatMap(
    (attachment) => attachment.path ?? [],
  );
}

/** CustomTags.xml names a schema and a tree for each kind of tag. */
function tagFiles(ofd: OfdPackage, path: string): readonly string[] {
  const bytes = ofd.file(path)?.bytes ?? Buffer.alloc(0);
  const root = unlessProblem(readable(() => readXml({ bytes, file: path, root: 'CustomTags' })));
  if (root === undefined) return [];
  return childrenOf(root, 'CustomTag').flatMap((tag) =>
    ['SchemaLoc', 'FileLoc'].flatMap((name) => locate(ofd, childText(tag, name) ?? '', path)?.name ?? []),
  );
}

/** A signature's description that no list names. */
function orphanIn({ ofd, signatures, lists }: SignedPackage): string | undefined {
  const known = new Set([...lists, ...signatures.map(({ entry }) => entry.path)]);
  return ofd.entries.find(
    ({ name, isFolder, bytes }) =>
      !isFolder && !known.has(name) && mayBeSignature(bytes) && rootNameOf(bytes) === 'Signature',
  )?.name;
}

const rootName = Buffer.from('Signature');

/** The root element stands near the beginning of any file a program writes; reading every file whole would cost too much. */
function mayBeSignature(bytes: Buffer): boolean {
  const beginning = bytes.subarray(0, 4096);
  return beginning.includes(rootName) && /<([\w-]+:)?Signature[\s/>]/.test(beginning.toString('latin1'));
}
