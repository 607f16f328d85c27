import { ElButton } from 'element-plus';
import { defineComponent, shallowRef } from 'vue';
import type { Router } from 'vue-router';
import { call, ownRefusal } from '../api/index.ts';
import { say } from '../language/language.ts';
import { RefusalNote, useAct } from '../parts/index.ts';

/** Address of the page that was asked for last, while its program could not be fetched. */
const lost = shallowRef<string>();

/** Heeds pages whose program cannot be fetched: the hub is away, or has another version by now. */
export function heedLostPages(router: Router): void {
  router.onError((_error, to) => {
    lost.value = to.fullPath;
  });
  router.afterEach((_to, _from, failure) => {
    if (failure === undefined) lost.value = undefined;
  });
}

const refusal = ownRefusal('PAGE_NOT_LOADED', {
  title: { zh: '页面没有打开', en: 'The page was not opened' },
  detail: { zh: '没有取到这个页面的程序。', en: 'The program of this page could not be fetched.' },
  reason: {
    zh: '网络中断、中枢正在重启，或者中枢刚刚升级。',
    en: 'The network is down, the hub is starting again, or it has just been upgraded.',
  },
  remedy: {
    zh: '请稍候重试；在此之前，本页保持原样。',
    en: 'Wait a moment and try again; until then this page stays as it is.',
  },
});

/** Says that a page could not be opened, and opens it once the hub is there: whole, so that it is of the hub's version. */
export const LostPageNote = defineComponent({
  setup() {
    const trying = useAct(async () => {
      const to = lost.value;
      await call('GET /healthz', {});
      if (to !== undefined) window.location.assign(to);
    });
    return () =>
      lost.value !== undefined && (
        <RefusalNote refusal={trying.refusal.value ?? refusal}>
          <ElButton loading={trying.busy.value} onClick={() => void trying.act()}>
            {say('重试', 'Try again')}
          </ElButton>
        </RefusalNote>
      );
  },
});
