/** Letters and digits that nobody takes for another, and signs that every keyboard has. */
const kinds = ['ABCDEFGHJKLMNPQRSTUVWXYZ', 'abcdefghijkmnpqrstuvwxyz', '23456789', '-+=%#?'] as const;
const length = 20;

/** A password made by chance, for one hand-over: its owner changes it. */
export function newPassword(): string {
  const all = kinds.join('');
  for (;;) {
    const made = Array.from({ length }, () => pick(all)).join('');
    if (kinds.every((kind) => [...made].some((character) => kind.includes(character)))) return made;
  }
}

/** One of the characters, each as likely as the others. */
function pick(characters: string): string {
  const limit = 256 - (256 % characters.length);
  for (;;) {
    const [value = 255] = crypto.getRandomValues(new Uint8Array(1));
    if (value < limit) return characters.charAt(value % characters.length);
  }
}
