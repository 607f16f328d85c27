import { defineComponent } from 'vue';
import { RouterLink } from 'vue-router';
import { call, useAsking } from '../../api/index.ts';
import { say } from '../../language/language.ts';
import { Asked, EmptyNote } from '../../parts/index.ts';
import { word } from '../reference.ts';

/** Whom the resource names, and who names it. */
export const RelationsPart = defineComponent({
  props: { id: { type: String, required: true } },
  setup(props) {
    const relations = useAsking(
      async (signal) => (await call('GET /v1/resources/{id}/relations', { params: { id: props.id }, signal })).items,
      { on: () => props.id },
    );
    const side = (direction: 'to' | 'from', title: string) => {
      const found = (relations.value.value ?? []).filter((each) => each.direction === direction);
      if (found.length === 0) return null;
      return (
        <section key={direction}>
          <h2>{title}</h2>
          <ul>
            {found.map(({ kind, code, id, name }) => (
              <li key={kind + code}>
                {word('relation-kind', kind)}
                {say('：', ': ')}
                {id === undefined ? (
                  <span class="hint">
                    {say('目录中没有，或您无权查看', 'not in the directory, or not for you to see')}
                  </span>
                ) : (
                  <RouterLink to={{ name: 'directory-record', params: { id } }}>{name}</RouterLink>
                )}{' '}
                <code>{code}</code>
              </li>
            ))}
          </ul>
        </section>
      );
    };
    return () => (
      <Asked of={relations}>
        {() =>
          (relations.value.value ?? []).length === 0 ? (
            <EmptyNote
              title={say('没有关联资源', 'No related resources')}
              next={say(
                '提供方可在编写时填写关联资源代码；别的资源指向它时，也会列在这里。',
                'Its provider can name related codes while writing; resources that name this one are listed here too.',
              )}
            />
          ) : (
            <>
              {side('to', say('本资源指向', 'This resource names'))}
              {side('from', say('指向本资源', 'Named by'))}
            </>
          )
        }
      </Asked>
    );
  },
});
