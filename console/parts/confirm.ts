import { ElMessageBox } from 'element-plus';
import { say } from '../language/language.ts';

/** Asks before what cannot be undone: what it does is said in full, and the way back is the default. */
export async function confirm(options: {
  readonly title: string;
  readonly text: string;
  /** The deed, as its button says it. */
  readonly deed: string;
}): Promise<boolean> {
  try {
    await ElMessageBox.confirm(options.text, options.title, {
      confirmButtonText: options.deed,
      cancelButtonText: say('取消', 'Cancel'),
      confirmButtonClass: 'el-button--danger',
      type: 'warning',
      autofocus: false,
    });
    return true;
  } catch {
    return false;
  }
}
