import { defineComponent, type PropType } from 'vue';
import { call } from '../api/index.ts';
import { moment } from '../language/format.ts';
import { say } from '../language/language.ts';
import { Asked } from '../parts/index.ts';
import { actorOfOrganisation } from '../session/officer-names.ts';
import { moreOf } from './data-table.tsx';
import { usePaged } from './paged.ts';
import { eventWord } from './words.ts';

/** Who did what with something, when and why: the latest first. */
export const ChangeHistory = defineComponent({
  props: {
    of: { type: String as PropType<'applications' | 'demands' | 'objections'>, required: true },
    id: { type: String, required: true },
    /** Asked anew when it changes. */
    version: { type: Number, required: true },
  },
  setup(props) {
    const paged = usePaged(
      (cursor, signal) => {
        const options = { params: { id: props.id }, query: { cursor, limit: 50 }, signal };
        switch (props.of) {
          case 'applications':
            return call('GET /v1/applications/{id}/changes', options);
          case 'demands':
            return call('GET /v1/demands/{id}/changes', options);
          case 'objections':
            return call('GET /v1/objections/{id}/changes', options);
        }
      },
      { on: () => [props.id, props.version] },
    );
    return () => (
      <section aria-labelledby="history">
        <h2 id="history">{say('办理记录', 'What was done')}</h2>
        <Asked of={paged.asking}>
          {() => (
            <>
              <ol class="history">
                {paged.items.value.map((change) => (
                  <li key={change.version}>
                    <strong>{eventWord(change.event)}</strong>
                    <span>
                      {actorOfOrganisation(change)} · <time datetime={change.at}>{moment(change.at)}</time>
                    </span>
                    {change.reason !== undefined && change.reason !== '' && <q>{change.reason}</q>}
                  </li>
                ))}
              </ol>
              {paged.hasMore.value && moreOf(paged)}
            </>
          )}
        </Asked>
      </section>
    );
  },
});
