import { ElMessageBox } from 'element-plus';
import { say } from '../language/language.ts';

/** Marks the button that is the way back. */
const back = 'confirm-back';

/**
 * The focus goes back to what asked. That may be busy as long as what is agreed to is being done; then it takes the focus
 * itself when that is over.
 */
function goBack(asker: Element | null): void {
  if (asker instanceof HTMLElement) asker.focus({ preventScroll: true });
  const now = document.activeElement;
  if (now !== asker && now instanceof HTMLElement && now.closest('.el-message-box') !== null) now.blur();
}

/** Asks before what cannot be undone: what it does is said in full, and the keys begin on the way back. */
export async function confirm(options: {
  readonly title: string;
  readonly text: string;
  /** The deed, as its button says it. */
  readonly deed: string;
}): Promise<boolean> {
  const asker = document.activeElement;
  try {
    const answered = ElMessageBox.confirm(options.text, options.title, {
      confirmButtonText: options.deed,
      cancelButtonText: say('取消', 'Cancel'),
      confirmButtonClass: 'el-button--danger',
      type: 'warning',
      cancelButtonClass: back,
      // The second click of a double click on what asks falls beside the question.
      closeOnClickModal: false,
      autofocus: false,
    });
    // It takes the focus itself while it opens.
    setTimeout(() => [...document.querySelectorAll<HTMLElement>(`.${back}`)].at(-1)?.focus());
    await answered;
    return true;
  } catch {
    return false;
  } finally {
    setTimeout(() => goBack(asker));
  }
}
