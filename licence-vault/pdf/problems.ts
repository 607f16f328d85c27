import { defineProblems } from '../../kernel/pure/index.ts';

/** Faults of content that is to become a PDF. Of the content nothing is told but which characters cannot be shown. */
export const pdfProblems = defineProblems({
  PDF_CHARACTER_MISSING: {
    status: 422,
    title: { zh: 'PDF 字库缺字', en: 'Character missing in the PDF’s font' },
    detail: {
      zh: '证照中有 {count} 个字在 PDF 所用字库中没有：{characters}。',
      en: 'The licence has {count} characters that the font of the PDF lacks: {characters}.',
    },
    reason: {
      zh: '缺字的 PDF 会显示空框，与证照不符，因此不出具。',
      en: 'A PDF with a box in the place of a character would not show what the licence says, so none is made.',
    },
    remedy: {
      zh: '请使用该证照的 OFD 文件，证照效力不受影响。',
      en: 'Use the OFD of this licence, which is as good as ever.',
    },
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
  PDF_PAGE_NOT_CARRIED: {
    status: 422,
    title: { zh: 'OFD 版面无法转为 PDF', en: 'Page does not go into a PDF' },
    detail: {
      zh: '该证照的 OFD 含有 PDF 不能同样显示的内容（{element}）。',
      en: 'The OFD of the licence has something that a PDF would not show alike ({element}).',
    },
    reason: {
      zh: 'PDF 须与 OFD 显示完全一致，不能少任何内容。',
      en: 'The PDF shows what the OFD shows; nothing may be left out of it.',
    },
    remedy: { zh: '请使用该证照的 OFD 文件。', en: 'Use the OFD of this licence.' },
  },
});
