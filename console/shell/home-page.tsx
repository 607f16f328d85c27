import { defineComponent } from 'vue';
import { RouterLink } from 'vue-router';
import { say, sayBoth } from '../language/language.ts';
import { FirstSteps, PageHeading } from '../parts/index.ts';
import { roleWord } from '../session/role-words.ts';
import { has, type Role, session } from '../session/session.ts';
import { mayOpen, useAreas } from './areas.ts';
import { roleSteps } from './role-steps.ts';
import { WaitingNote } from './waiting-note.tsx';

/** To whom work comes by itself. */
const clerks: readonly Role[] = ['catalogue-administrator', 'approval-clerk', 'auditor'];

/** Where a visitor or an officer begins: what this is, and each kind of work with its pages. */
export const HomePage = defineComponent({
  setup() {
    const areas = useAreas();
    return () => {
      const steps = roleSteps();
      const guide = session.value === undefined ? 'visitor' : `home.${session.value.officer.roles.join('.')}`;
      return (
        <>
          <PageHeading
            title={session.value === undefined ? say('虎符', 'Hufu') : say('今天的工作', 'Today’s work')}
            about={
              session.value === undefined
                ? say(
                    '政务数据共享交换与电子证照库：每次应答可证明，每次拒绝有理由，每次使用本人可见。',
                    'Government data exchange and licence vault: every answer provable, every refusal explained, every use visible to the person it concerns.',
                  )
                : say(
                    `您的角色：${roles()}。能办的事都列在下面。`,
                    `Your roles: ${roles()}. What you can do is listed below.`,
                  )
            }
          />
          {clerks.some(has) && <WaitingNote />}
          {steps.length > 0 && <FirstSteps key={guide} name={guide} steps={steps} />}
          <div class="cards">
            {areas
              .map((area) => ({
                area,
                pages: area.pages.filter((page) => page.listed && page.name !== 'home' && mayOpen(page)),
              }))
              .filter(({ pages }) => pages.length > 0)
              .map(({ area, pages }) => (
                <section class="card" key={area.en} aria-labelledby={`area-${area.en}`}>
                  <h2 id={`area-${area.en}`}>{say(area.zh, area.en)}</h2>
                  <p class="card-about">{sayBoth(area.about)}</p>
                  <ul>
                    {pages.map((page) => (
                      <li key={page.name}>
                        <RouterLink to={{ name: page.name }}>{say(page.zh, page.en)}</RouterLink>
                      </li>
                    ))}
                  </ul>
                </section>
              ))}
          </div>
          <p class="ways">
            <a href="/docs">{say('接口文档', 'Interface documentation')}</a>
            <a href="/openapi.json">OpenAPI</a>
            <a href="/v1/problems">{say('错误码表', 'Table of refusals')}</a>
            <a href="/readyz">{say('运行状态', 'Is it running?')}</a>
          </p>
        </>
      );
    };
  },
});

function roles(): string {
  const own = session.value?.officer.roles ?? [];
  return own.length === 0 ? say('暂无', 'none yet') : own.map(roleWord).join(say('、', ', '));
}
