import { ElConfigProvider } from 'element-plus';
import en from 'element-plus/es/locale/lang/en';
import zhCn from 'element-plus/es/locale/lang/zh-cn';
import { defineComponent, ref, watch } from 'vue';
import { RouterView, useRoute } from 'vue-router';
import { language, say } from '../language/language.ts';
import { SessionWarning } from '../session/session-warning.tsx';
import { announcement } from './announce.ts';
import { SiteHeader } from './site-header.tsx';
import { SiteNavigation } from './site-navigation.tsx';

/** The frame around every page: header, ways to go, the page itself, and what is said aloud to those who do not see. */
export const App = defineComponent({
  setup() {
    const route = useRoute();
    const main = ref<HTMLElement>();
    const navigationOpen = ref(false);
    // A new page is a new place: the reader of a screen begins at its top, and the menu of a narrow one closes.
    watch(
      () => route.path,
      () => {
        navigationOpen.value = false;
        main.value?.focus({ preventScroll: true });
      },
    );
    return () => (
      <ElConfigProvider {...{ locale: language.value === 'zh' ? zhCn : en, message: { max: 3 } }}>
        <a class="skip" href="#main">
          {say('跳到正文', 'Skip to the content')}
        </a>
        <SiteHeader
          navigationOpen={navigationOpen.value}
          onNavigation={(open: boolean) => (navigationOpen.value = open)}
        />
        <div class="frame">
          <SiteNavigation open={navigationOpen.value} />
          <main id="main" ref={main} tabindex={-1}>
            <RouterView />
          </main>
        </div>
        <SessionWarning />
        <div class="visually-hidden" aria-live="polite" role="status">
          {announcement.value}
        </div>
      </ElConfigProvider>
    );
  },
});
