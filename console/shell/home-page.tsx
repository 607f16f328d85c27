import { defineComponent } from 'vue';
import { RouterLink } from 'vue-router';
import { say } from '../language/language.ts';
import { PageHeading } from '../parts/page-heading.tsx';
import { has, type Role, session } from '../session/session.ts';
import { mayOpen, useAreas } from './areas.ts';
import { WaitingNote } from './waiting-note.tsx';

/** To whom work comes by itself. */
const clerks: readonly Role[] = ['catalogue-administrator', 'approval-clerk', 'auditor'];

/** Where a visitor or an officer begins: what this is, and each kind of work with its pages. */
export const HomePage = defineComponent({
  setup() {
    const areas = useAreas();
    return () => (
      <>
        <PageHeading
          title={session.value === undefined ? say('虎符', 'Hufu') : say('今天的工作', 'Today’s work')}
          about={say(
            '政务数据共享交换与电子证照库：每次应答可证明，每次拒绝有理由，每次使用本人可见。',
            'Government data exchange and licence vault: every answer provable, every refusal explained, every use visible to the person it concerns.',
          )}
        />
        {clerks.some(has) && <WaitingNote />}
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
          <a href="/v1/problems">{say('全部错误码', 'All refusals')}</a>
          <a href="/readyz">{say('是否就绪', 'Ready or not')}</a>
        </p>
      </>
    );
  },
});
