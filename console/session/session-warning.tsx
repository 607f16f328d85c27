import { ElButton } from 'element-plus';
import { defineComponent, onScopeDispose, ref } from 'vue';
import { number } from '../language/format.ts';
import { say } from '../language/language.ts';
import { Dialog } from '../parts/dialog.tsx';
import { useAct } from '../parts/use-act.ts';
import { leftMs, logOut, runOut, stay } from './session.ts';

const warnBeforeMs = 2 * 60_000;

/** Warns before a session ends for want of use, and lets it go on with one key. */
export const SessionWarning = defineComponent({
  setup() {
    const left = ref<number>();
    const ticking = setInterval(() => {
      left.value = leftMs();
      if (left.value === 0) runOut();
    }, 1000);
    onScopeDispose(() => clearInterval(ticking));
    const staying = useAct(async () => {
      await stay();
      left.value = leftMs();
    });
    const leaving = useAct(logOut);
    return () => {
      const ms = left.value;
      const shown = ms !== undefined && ms > 0 && ms < warnBeforeMs;
      return (
        <Dialog
          isOpen={shown}
          title={say('会话即将结束', 'The session is about to end')}
          width="min(26rem, 92vw)"
          isBare
          hasCross={false}
          v-slots={{
            default: () => (
              <p>
                {say(
                  `${number((ms ?? 0) / 1000)} 秒后自动退出。已填写的内容留在本页，重新登录后可继续。`,
                  `You will be logged out in ${number((ms ?? 0) / 1000)} seconds. What you typed stays on this page until you log in again.`,
                )}
              </p>
            ),
            deeds: () => (
              <>
                <ElButton loading={leaving.busy.value} onClick={() => leaving.act()}>
                  {say('现在退出', 'Log out now')}
                </ElButton>
                <ElButton type="primary" autofocus loading={staying.busy.value} onClick={() => staying.act()}>
                  {say('继续使用', 'Go on')}
                </ElButton>
              </>
            ),
          }}
        />
      );
    };
  },
});
