/** A sentence in the two languages of the interface; zh-CN is the first language, English the second. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}

export type Language = keyof Text;

/**
 * Chooses the language of an answer from an `Accept-Language` header (RFC 9110 §12.5.4).
 * Anything but a clear preference for English gives zh-CN, the first language of the interface.
 */
export function preferredLanguage(acceptLanguage: string | undefined): Language {
  let best: { language: Language; weight: number } = { language: 'zh', weight: 0 };
  for (const part of (acceptLanguage ?? '').split(',')) {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
    const quality = parameters.map((p) => p.trim()).find((p) => p.startsWith('q='));
    const weight = quality === undefined ? 1 : Number(quality.slice(2));
    const language: Language | undefined = tag.startsWith('en') ? 'en' : tag.startsWith('zh') ? 'zh' : undefined;
    if (language !== undefined && weight > best.weight) best = { language, weight };
  }
  return best.language;
}
