import { defineComponent, type PropType } from 'vue';
import { RouterLink } from 'vue-router';
import { say } from '../language/language.ts';

/** What a refused query was about, as far as it is known. */
export interface Refused {
  readonly link: string;
  readonly resource: string | null;
  readonly system: string;
  /** Code of the matter; `?` or nothing where it is none of ours. */
  readonly matter: string;
}

/** Where the one thing is done that lets a refused query through, by the link that failed. */
export const NextStep = defineComponent({
  props: { refused: { type: Object as PropType<Refused>, required: true } },
  setup(props) {
    return () => {
      const { link, resource, system, matter } = props.refused;
      const apply = (zh: string, en: string) => (
        <RouterLink to={{ path: '/applications/new', query: resource === null ? {} : { resource } }}>
          {say(zh, en)}
        </RouterLink>
      );
      const page = (name: string, zh: string, en: string, params: Readonly<Record<string, string>> = {}) => (
        <RouterLink to={{ name, params }}>{say(zh, en)}</RouterLink>
      );
      const matterPage = (zh: string, en: string) => (
        <RouterLink to={/^[A-Za-z0-9-]+$/.test(matter) ? `/matters/${matter}` : '/matters'}>{say(zh, en)}</RouterLink>
      );
      const grants = (zh: string, en: string) =>
        resource === null ? (
          page('develop-resources', zh, en)
        ) : (
          <RouterLink to={{ name: 'develop-resource', params: { id: resource }, query: { part: 'grants' } }}>
            {say(zh, en)}
          </RouterLink>
        );
      switch (link) {
        case 'resource':
          return page('develop-resources', '查找资源，核对标识', 'Find the resource and check its id');
        case 'system':
          return page('develop-system', '看该系统是否停用', 'See whether the system is suspended', { id: system });
        case 'grant':
          return apply('申请使用该资源', 'Apply for the resource');
        case 'provider':
          return page('operate-connectors', '看提供单位的连接器', 'See the provider’s connectors');
        case 'validity':
          return (
            <>
              {grants('看授权的有效期', 'See until when the grant holds')}
              {say('；', '; ')}
              {apply('申请续期', 'apply for another')}
            </>
          );
        case 'hours':
          return grants('看授权允许的时段，届时再查', 'See the grant’s hours and ask within them');
        case 'matter':
          return (
            <>
              {matterPage('看该事项是否在用、属于谁', 'See whether the matter is in use, and whose')}
              {say('；', '; ')}
              {apply('为它申请授权', 'apply for it')}
            </>
          );
        case 'officer':
          return (
            <>
              {matterPage('看该事项分配给了谁', 'See to whom the matter is assigned')}
              {say('；', '; ')}
              {page('operate-officers', '看经办人的账户', 'see the officer’s account')}
            </>
          );
        case 'representation':
          return apply('在申请中写明所代表的单位', 'Name the represented party in an application');
        case 'mode':
        case 'match':
        case 'fields':
        case 'predicates':
          return (
            <>
              {grants('看授权给了什么', 'See what the grant gives')}
              {say('；', '; ')}
              {apply('申请扩充', 'apply for more')}
            </>
          );
        case 'need':
          return matterPage('在该事项的材料中列明所需的字段', 'List what is needed in the matter’s materials');
        case 'quota':
          return (
            <>
              {grants('看余额和重新计数的时间', 'See what is left and when it counts anew')}
              {say('；', '; ')}
              {apply('申请更多额度', 'apply for a larger quota')}
            </>
          );
        default:
          return grants('看授权与额度', 'See grants and quota');
      }
    };
  },
});
