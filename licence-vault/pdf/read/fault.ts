import type { Text } from '../../../kernel/pure/index.ts';

/** A place where a file is not the PDF it should be. The sentence repeats nothing of the content. */
export class PdfFault extends Error {
  readonly why: Text;

  constructor(zh: string, en: string) {
    super(en);
    this.name = 'PdfFault';
    this.why = { zh, en };
  }
}
