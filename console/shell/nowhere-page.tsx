import { computed, defineComponent } from 'vue';
import { RouterLink, useRoute } from 'vue-router';
import { say } from '../language/language.ts';
import { PageHeading } from '../parts/page-heading.tsx';
import { roleWord } from '../session/role-words.ts';
import { type Role, session } from '../session/session.ts';
import { type Page, useAreas } from './areas.ts';

/** For addresses without a page, and for pages of a role that whoever is logged in does not have. */
export const NowherePage = defineComponent({
  setup() {
    const route = useRoute();
    const areas = useAreas();
    const wanted = computed(() => areas.flatMap(({ pages }) => pages).find(({ name }) => name === route.query.for));
    return () =>
      route.query.for === undefined ? (
        <>
          <PageHeading title={say('没有这个页面', 'No such page')} />
          <p>
            {say('地址可能写错，或页面已更名。', 'The address may be mistyped, or the page has another name now.')}{' '}
            <RouterLink to="/">{say('回到首页', 'To the first page')}</RouterLink>
          </p>
        </>
      ) : (
        <>
          <PageHeading title={say('您的角色不含此页', 'This page belongs to another role')} />
          <p>
            {wanted.value !== undefined &&
              say(
                `“${wanted.value.zh}”属于：${rolesOf(wanted.value)}。您的角色：${namesOf(session.value?.officer.roles ?? [])}。`,
                `“${wanted.value.en}” is for: ${rolesOf(wanted.value)}. Your roles: ${namesOf(session.value?.officer.roles ?? [])}.`,
              )}
          </p>
          <p>
            {say(
              '请以具备相应角色的账户登录，或请本单位运行管理员调整角色。',
              'Log in with an account that has the role, or ask an operator of your organisation for it.',
            )}{' '}
            <RouterLink to="/">{say('回到首页', 'To the first page')}</RouterLink>
          </p>
        </>
      );
  },
});

function namesOf(roles: readonly Role[]): string {
  return roles.length === 0 ? say('无', 'none') : roles.map(roleWord).join(say('、', ', '));
}

function rolesOf({ roles }: Page): string {
  return Array.isArray(roles) ? namesOf(roles) : say('已登录的工作人员', 'officers who are logged in');
}
