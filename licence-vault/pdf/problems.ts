import { defineProblems } from '../../kernel/pure/index.ts';

/** Faults of content that is to become a PDF, and of a PDF that is read. Nothing of the content is told. */
export const pdfProblems = defineProblems({
  PDF_CHARACTER_MISSING: {
    status: 422,
    title: { zh: 'PDF 字库缺字', en: 'Character missing in the PDF’s font' },
    detail: {
      zh: '证照中有 {count} 个字在 PDF 所用字库中没有。',
      en: 'The licence has {count} characters that the font of the PDF lacks.',
    },
    reason: {
      zh: '缺字的 PDF 会显示空框，与证照不符，因此不出具。',
      en: 'A PDF with a box in the place of a character would not show what the licence says, so none is made.',
    },
    remedy: { zh: '请使用该证照的 OFD 文件。', en: 'Use the OFD of this licence.' },
  },
  PDF_PICTURE_UNSUPPORTED: {
    status: 422,
    title: { zh: '图片无法写入 PDF', en: 'Picture does not go into a PDF' },
    detail: { zh: '图片 {picture} {whyZh}。', en: 'The picture {picture} {whyEn}.' },
    reason: {
      zh: 'PDF 须与 OFD 显示同样的图片，不能缺图。',
      en: 'The PDF shows every picture that the OFD shows, so none may be left out.',
    },
    remedy: {
      zh: '请在模板中换用非隔行的 PNG 或普通 JPEG 图片。',
      en: 'Use a PNG that is not interlaced, or a plain JPEG, in the template.',
    },
  },
  PDF_NOT_READABLE: {
    status: 422,
    title: { zh: 'PDF 无法读取', en: 'PDF cannot be read' },
    detail: { zh: 'PDF 文件有误：{whyZh}。', en: 'The PDF is faulty: {whyEn}.' },
    reason: {
      zh: '结构有误的 PDF 在不同软件中显示可能不同，不能据以查验。',
      en: 'A PDF of faulty structure may show differently from one program to the next, so nothing can be verified by it.',
    },
    remedy: {
      zh: '请向出具文件的机构重新取得原件，不要经过会改写文件的软件。',
      en: 'Get the original again from whoever made it, not through software that rewrites files.',
    },
  },
});
