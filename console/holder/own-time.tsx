import { ElButton } from 'element-plus';
import { defineComponent, onScopeDispose, ref } from 'vue';
import { number } from '../language/format.ts';
import { say } from '../language/language.ts';
import { Dialog, useAct } from '../parts/index.ts';
import { end, leave, ownLeftMs } from './own-session.ts';

const warnBeforeMs = 2 * 60_000;

/** How long the session lasts still, a way to end it, and a warning before it ends by itself: it cannot be prolonged. */
export const OwnTime = defineComponent({
  setup() {
    const left = ref(ownLeftMs() ?? 0);
    const isRead = ref(false);
    const ticking = setInterval(() => {
      const ms = ownLeftMs();
      if (ms === undefined) return;
      left.value = ms;
      if (ms === 0) end('time');
    }, 1000);
    onScopeDispose(() => clearInterval(ticking));
    const leaving = useAct(() => leave());
    return () => {
      const minutes = Math.ceil(left.value / 60_000);
      return (
        <>
          <span class="own-left">{say(`还有 ${number(minutes)} 分钟`, `${number(minutes)} minutes left`)}</span>
          <ElButton loading={leaving.busy.value} onClick={() => void leaving.act()}>
            {say('结束查询', 'End the session')}
          </ElButton>
          <Dialog
            isOpen={left.value > 0 && left.value < warnBeforeMs && !isRead.value}
            title={say('查询即将结束', 'The session is about to end')}
            width="min(26rem, 92vw)"
            isBare
            hasCross={false}
            onClose={() => (isRead.value = true)}
            v-slots={{
              default: () => (
                <p>
                  {say(
                    `${number(left.value / 1000)} 秒后自动结束，页面内容随即清除。没看完的，结束后重新获取验证码。`,
                    `It ends in ${number(left.value / 1000)} seconds and what is shown goes with it. To go on, ask for a new code afterwards.`,
                  )}
                </p>
              ),
              deeds: () => (
                <ElButton
                  type="primary"
                  autofocus
                  onClick={() => {
                    isRead.value = true;
                  }}
                >
                  {say('知道了', 'Understood')}
                </ElButton>
              ),
            }}
          />
        </>
      );
    };
  },
});
