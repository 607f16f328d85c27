import { ElButton } from 'element-plus';
import { defineComponent } from 'vue';
import { RouterLink, useRouter } from 'vue-router';
import { language, say, speak } from '../language/language.ts';
import { useAct } from '../parts/use-act.ts';
import { organisationName } from '../session/organisations.ts';
import { logOut, session } from '../session/session.ts';

/** Name of the house, language, who is logged in. */
export const SiteHeader = defineComponent({
  props: { navigationOpen: { type: Boolean, required: true } },
  emits: { navigation: (_open: boolean) => true },
  setup(props, { emit }) {
    const router = useRouter();
    const leaving = useAct(async () => {
      await logOut();
      await router.push({ name: 'home' });
    });
    return () => (
      <header class="site-header">
        <button
          type="button"
          class="navigation-button"
          aria-expanded={props.navigationOpen}
          aria-controls="navigation"
          aria-label={say('菜单', 'Menu')}
          onClick={() => emit('navigation', !props.navigationOpen)}
        >
          <span aria-hidden="true">☰</span>
        </button>
        <RouterLink to="/" class="site-name">
          <img src="/emblem.svg" alt="" width="32" height="32" />
          <span>
            {say('虎符', 'Hufu')}
            <small>{say('政务数据共享与电子证照', 'Government data exchange')}</small>
          </span>
        </RouterLink>
        <div class="site-tools">
          <ElButton
            text
            {...{ lang: language.value === 'zh' ? 'en' : 'zh-CN' }}
            onClick={() => speak(language.value === 'zh' ? 'en' : 'zh')}
          >
            {language.value === 'zh' ? 'English' : '中文'}
          </ElButton>
          {session.value === undefined ? (
            <RouterLink class="log-in-link" to={{ name: 'login' }}>
              {say('登录', 'Log in')}
            </RouterLink>
          ) : (
            <>
              <RouterLink class="who" to={{ name: 'password' }} title={say('更改口令', 'Change the password')}>
                {session.value.officer.login}
                <small>{organisationName(session.value.officer.organisation)}</small>
              </RouterLink>
              <ElButton text loading={leaving.busy.value} onClick={() => leaving.act()}>
                {say('退出', 'Log out')}
              </ElButton>
            </>
          )}
        </div>
      </header>
    );
  },
});
