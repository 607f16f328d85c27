import { PdfFault, readPdf, verifyPdf } from '../../licence-vault/index.ts';
import type { FuzzCorpus } from './corpus/corpus.ts';
import { times } from './corpus/holder.ts';
import { trustOf } from './seal-targets.ts';
import { type FuzzTarget, refused } from './target.ts';

/** What readers of PDF stumble over. */
const words = [
  '<<',
  '>>',
  '[',
  ']',
  '(',
  '\\(',
  '/',
  '/#41',
  '1 0 R',
  '999999999 0 R',
  'obj',
  'endobj',
  'stream\n',
  'endstream',
  'xref\n0 1\n',
  'trailer',
  'startxref\n0\n%%EOF',
  '/Prev 0',
  '/XRefStm 9',
  '/Type /XRef /W [1 2 1] /Index [0 9]',
  '/Type /ObjStm /N 9 /First 9',
  '/Filter /FlateDecode',
  '/DecodeParms <</Predictor 12 /Columns 4>>',
  '/Length 99999999',
  '/ByteRange [0 0 0 0]',
  '/Encrypt 1 0 R',
  '/Kids [1 0 R]',
  '-1',
  '%',
].map((word) => Buffer.from(word));

/** The reader of PDF, and the verification of what it reads. */
export function pdfTargets(corpus: FuzzCorpus): readonly FuzzTarget[] {
  const { pdfs } = corpus;
  const trust = trustOf(corpus);
  return [
    { name: 'pdf', corpus: pdfs, words, read: readPdf, isRefusal: (thrown) => thrown instanceof PdfFault },
    {
      name: 'pdf-verification',
      share: 0.25,
      corpus: pdfs,
      words,
      read: async (bytes) => {
        const { verdict } = await verifyPdf({ bytes, trust, at: times.at });
        return verdict.indication === 'TOTAL_PASSED' ? undefined : refused;
      },
      isRefusal: () => false,
    },
  ];
}
