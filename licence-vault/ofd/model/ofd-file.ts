import { shownName } from '../package/entry-name.ts';
import type { OfdPackage, PackageEntry } from '../package/package.ts';
import { ofdProblems } from '../problems.ts';
import {
  attribute,
  childrenOf,
  childText,
  invalid,
  type Located,
  optionalChild,
  requiredChild,
} from '../xml/element.ts';
import { readXmlEntry } from '../xml/read-xml.ts';
import { locate } from './location.ts';

/** Name of the file that says where everything is (GB/T 33190 §7.4). */
export const ofdFileName = 'OFD.xml';

/** A document may be kept in several bodies; what has more was made to hurt a reader. */
const mostBodies = 100;

/** CT_DocInfo (文档元数据): what the document says of itself. Dates are texts, as makers write them in many forms. */
export interface DocInfo {
  readonly docId?: string | undefined;
  readonly title?: string | undefined;
  readonly author?: string | undefined;
  readonly subject?: string | undefined;
  readonly abstract?: string | undefined;
  readonly creationDate?: string | undefined;
  readonly modDate?: string | undefined;
  readonly docUsage?: string | undefined;
  readonly creator?: string | undefined;
  readonly creatorVersion?: string | undefined;
  readonly keywords: readonly string[];
  /** Names and values in order; a name may repeat. */
  readonly customData: readonly CustomData[];
}

/** One item of CustomDatas (用户自定义元数据); a licence has its particulars here. */
export interface CustomData {
  readonly name: string;
  readonly value: string;
}

/** One document of the package (DocBody). Paths are from the package's root. */
export interface DocBody {
  readonly info: DocInfo;
  readonly documentPath: string;
  /** Where Signatures.xml is said to be, as written; undefined when nothing is signed. */
  readonly signaturesLocation: string | undefined;
  /** Signatures.xml, where it is there. */
  readonly signaturesPath: string | undefined;
  /** Descriptions of older or newer versions of the document. */
  readonly versionPaths: readonly string[];
}

/**
 * Reads OFD.xml.
 * @throws OFD_FILE_MISSING when it or a document that it names is not there; OFD_STRUCTURE_INVALID
 *   and the XML refusals
 */
export function readOfdFile(ofd: OfdPackage): readonly DocBody[] {
  const entry = ofd.file(ofdFileName);
  if (entry === undefined) {
    throw ofdProblems.OFD_FILE_MISSING({ file: ofdFileName, whyZh: '缺少主入口文件', whyEn: 'it is missing itself' });
  }
  const root = readXmlEntry({ entry, file: ofdFileName, root: 'OFD' });
  const bodies = childrenOf(root, 'DocBody');
  if (bodies.length === 0) throw invalid(root, '没有文档', 'there is no document');
  if (bodies.length > mostBodies) throw invalid(root, '文档过多', 'there are too many documents');
  return bodies.map((body) => readBody(ofd, body));
}

function readBody(ofd: OfdPackage, body: Located): DocBody {
  const signatures = childText(body, 'Signatures');
  const versions = optionalChild(body, 'Versions');
  const documentRoot = childText(body, 'DocRoot');
  if (documentRoot === undefined) throw invalid(body, '缺少 DocRoot', 'DocRoot is missing');
  return {
    info: readInfo(requiredChild(body, 'DocInfo')),
    documentPath: requiredFile(ofd, documentRoot, body.file).name,
    signaturesLocation: signatures,
    signaturesPath: signatures === undefined ? undefined : locate(ofd, signatures, body.file)?.name,
    versionPaths: (versions === undefined ? [] : childrenOf(versions, 'Version')).flatMap((version) => {
      const file = locate(ofd, attribute(version, 'BaseLoc') ?? '', version.file);
      return file === undefined ? [] : [file.name];
    }),
  };
}

/** @throws OFD_FILE_MISSING */
export function requiredFile(ofd: OfdPackage, location: string, containingFile: string): PackageEntry {
  const file = locate(ofd, location, containingFile);
  if (file !== undefined) return file;
  const missing = shownName(location);
  throw ofdProblems.OFD_FILE_MISSING({ file: shownName(containingFile), whyZh: missing, whyEn: missing });
}

function readInfo(info: Located): DocInfo {
  const keywords = optionalChild(info, 'Keywords');
  const custom = optionalChild(info, 'CustomDatas');
  return {
    docId: childText(info, 'DocID'),
    title: childText(info, 'Title'),
    author: childText(info, 'Author'),
    subject: childText(info, 'Subject'),
    abstract: childText(info, 'Abstract'),
    creationDate: childText(info, 'CreationDate'),
    modDate: childText(info, 'ModDate'),
    docUsage: childText(info, 'DocUsage'),
    creator: childText(info, 'Creator'),
    creatorVersion: childText(info, 'CreatorVersion'),
    keywords: (keywords === undefined ? [] : childrenOf(keywords, 'Keyword')).map(({ element }) => element.text.trim()),
    customData: (custom === undefined ? [] : childrenOf(custom, 'CustomData')).map((item) => ({
      name: attribute(item, 'Name') ?? '',
      value: item.element.text,
    })),
  };
}
