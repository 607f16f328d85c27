import { ref } from 'vue';

/** What was announced last; the frame keeps it where screen readers hear it. */
export const announcement = ref('');

/** Says something to those who do not see the page: a result that appeared, work that ended. */
export function announce(text: string): void {
  announcement.value = '';
  // The same words twice are news only if there was nothing between.
  requestAnimationFrame(() => {
    announcement.value = text;
  });
}
