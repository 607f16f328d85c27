import { ElConfigProvider } from 'element-plus';
import en from 'element-plus/es/locale/lang/en';
import zhCn from 'element-plus/es/locale/lang/zh-cn';
import { defineComponent, onBeforeUnmount, onMounted, ref, watch } from 'vue';
import { RouterView, useRoute } from 'vue-router';
import { language, say } from '../language/language.ts';
import { isTakenAway, noteTyped } from '../session/session.ts';
import { SessionCover } from '../session/session-cover.tsx';
import { SessionWarning } from '../session/session-warning.tsx';
import { announcement } from './announce.ts';
import { LostPageNote } from './lost-page.tsx';
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
        noteTyped(false);
        main.value?.focus({ preventScroll: true });
      },
    );
    // Heard on the document: dialogs and lists of choices stand outside the page's own element.
    const typed = (event: Event) => {
      if (event.target instanceof Element && event.target.closest('.session-cover') === null) noteTyped(true);
    };
    onMounted(() => document.addEventListener('input', typed));
    onBeforeUnmount(() => document.removeEventListener('input', typed));
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
            <LostPageNote />
            {!isTakenAway.value && <RouterView />}
          </main>
        </div>
        <SessionWarning />
        <SessionCover />
        <div class="visually-hidden" aria-live="polite" role="status">
          {announcement.value}
        </div>
      </ElConfigProvider>
    );
  },
});
