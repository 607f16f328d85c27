import { ref } from 'vue';

export type Language = 'zh' | 'en';

const kept = 'hufu.language';

function initial(): Language {
  try {
    const chosen = localStorage.getItem(kept);
    if (chosen === 'zh' || chosen === 'en') return chosen;
  } catch {
    // A browser that keeps nothing begins with Chinese each time.
  }
  return 'zh';
}

/** The language the pages speak; Chinese until somebody chooses otherwise. */
export const language = ref<Language>(initial());

/** Speaks the other language from now on, and remembers it in this browser. */
export function speak(chosen: Language): void {
  language.value = chosen;
  document.documentElement.lang = chosen === 'zh' ? 'zh-CN' : 'en';
  try {
    localStorage.setItem(kept, chosen);
  } catch {
    // See above.
  }
}

/** The one of two texts that the reader speaks. Read while drawing, so that a page follows a change of language. */
export function say(zh: string, en: string): string {
  return language.value === 'zh' ? zh : en;
}

/** The reader's half of what the hub says in both languages. */
export function sayBoth(text: { readonly zh: string; readonly en: string }): string {
  return say(text.zh, text.en);
}
