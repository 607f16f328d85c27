import { defineComponent } from 'vue';
import { RouterLink, useRoute } from 'vue-router';
import { say } from '../language/language.ts';
import { PageHeading } from '../parts/page-heading.tsx';

/** For addresses without a page, and for pages of a role that whoever is logged in does not have. */
export const NowherePage = defineComponent({
  setup() {
    const route = useRoute();
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
            {say(
              '请以具备相应角色的账户登录，或请运行管理员调整角色。',
              'Log in with an account that has the role, or ask an operator for it.',
            )}{' '}
            <RouterLink to="/">{say('回到首页', 'To the first page')}</RouterLink>
          </p>
        </>
      );
  },
});
