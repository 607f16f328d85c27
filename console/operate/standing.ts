import { say } from '../language/language.ts';
import { type Act, confirm, useAct } from '../parts/index.ts';
import { announce } from '../shell/announce.ts';

/** What is active or suspended, in the version that was read. */
interface Standing {
  readonly status: 'active' | 'suspended';
  readonly version: number;
}

/** How something stands, with its sign. */
export function standingWord({ status }: Standing): string {
  return status === 'active' ? say('✓ 在用', '✓ active') : say('✕ 停用', '✕ suspended');
}

/** What can be done about it. */
export function switchWord({ status }: Standing): string {
  return status === 'active' ? say('停用', 'Suspend') : say('恢复', 'Reactivate');
}

/** Suspends, once its effect was read and agreed to, or reactivates at once. */
export function useSwitching<T extends Standing>(given: {
  readonly nameOf: (each: T) => string;
  /** What suspending does. */
  readonly effect: () => string;
  readonly put: (each: T, change: { body: { status: Standing['status'] }; ifMatch: string }) => Promise<unknown>;
  readonly again: () => Promise<void>;
}): Act<[T]> {
  return useAct(async (each: T) => {
    const suspends = each.status === 'active';
    const name = given.nameOf(each);
    const agreed =
      !suspends ||
      (await confirm({
        title: say(`停用 ${name}`, `Suspend ${name}`),
        text: given.effect(),
        deed: say('停用', 'Suspend'),
      }));
    if (!agreed) return;
    await given.put(each, { body: { status: suspends ? 'suspended' : 'active' }, ifMatch: `"${each.version}"` });
    announce(suspends ? say('已停用。', 'Suspended.') : say('已恢复。', 'Reactivated.'));
    await given.again();
  });
}
