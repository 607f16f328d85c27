import { ElButton } from 'element-plus';
import { defineComponent, ref, shallowRef, watch } from 'vue';
import type { Router } from 'vue-router';
import { call, ownRefusal } from '../api/index.ts';
import { say } from '../language/language.ts';
import { RefusalNote, useAct } from '../parts/index.ts';
import { hasTyped } from '../session/session.ts';

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
    zh: '中枢恢复后会自动打开；如本页已有填写的内容，则保持原样，请自行重试。',
    en: 'It is opened once the hub is back; if something was typed on this page it stays as it is, and you try again yourself.',
  },
});

/** Until the hub is looked for again. */
const lookAgainMs = 5000;

/** Says that a page could not be opened, and opens it once the hub is there: whole, so that it is of the hub's version. */
export const LostPageNote = defineComponent({
  setup() {
    const trying = useAct(async () => {
      const to = lost.value;
      await call('GET /healthz', {});
      if (to !== undefined) window.location.assign(to);
    });
    const note = ref<HTMLElement>();
    const isThere = () =>
      call('GET /healthz', {}).then(
        () => true,
        () => false,
      );
    watch(
      lost,
      (to, _before, onCleanup) => {
        if (to === undefined) return;
        // Whoever pressed a link far down the page sees why it did not open.
        note.value?.scrollIntoView({ block: 'nearest' });
        const looking = setInterval(async () => {
          // Loading a page whole would drop what was typed on the one that stands.
          if (!hasTyped() && (await isThere()) && lost.value === to) window.location.assign(to);
        }, lookAgainMs);
        onCleanup(() => clearInterval(looking));
      },
      { flush: 'post' },
    );
    return () =>
      lost.value !== undefined && (
        <div ref={note}>
          <RefusalNote refusal={trying.refusal.value ?? refusal}>
            <ElButton loading={trying.busy.value} onClick={() => void trying.act()}>
              {say('重试', 'Try again')}
            </ElButton>
          </RefusalNote>
        </div>
      );
  },
});
