import { defineComponent } from 'vue';
import { call, useAsking } from '../api/index.ts';
import { exactMoment } from '../language/format.ts';
import { say } from '../language/language.ts';
import { Asked } from '../parts/index.ts';
import { organisationName } from './reference.ts';
import { ValueChange } from './value-change.tsx';
import { eventWord, memberWord } from './words.ts';

/** Somebody else was faster: who, when, and what they changed since the version that was on the page. */
export const ConflictNote = defineComponent({
  props: { id: { type: String, required: true }, since: { type: Number, required: true } },
  setup(props, { slots }) {
    const changes = useAsking(
      async (signal) => {
        const { items } = await call('GET /v1/resources/{id}/changes', { params: { id: props.id }, signal });
        return items.filter(({ version }) => version > props.since);
      },
      { on: () => [props.id, props.since] },
    );
    return () => (
      <div class="conflict" role="alert">
        <p class="conflict-title">
          <span aria-hidden="true">⚠</span>{' '}
          {say('他人已先修改了这条记录', 'Somebody else changed this record meanwhile')} <code>STALE_VERSION</code>
        </p>
        <p>
          {say(
            `您看的是第 ${props.since} 次修改后的内容，这一步没有保存；您填的还在本页。其间的改动：`,
            `You were looking at version ${props.since}, so this was not stored; what you wrote is still on this page. Since then:`,
          )}
        </p>
        <Asked of={changes}>
          {() => (
            <ol class="conflict-changes">
              {changes.value.value?.map(({ at, organisation, event, version, reason, what }) => (
                <li key={version}>
                  <strong>{eventWord(event)}</strong> · {organisationName(organisation)} · {exactMoment(at)}
                  {reason !== undefined && <> · “{reason}”</>}
                  <ul>
                    {Object.entries(what).map(([member, change]) => (
                      <li key={member}>
                        {memberWord(member)}
                        {say('：', ': ')}
                        <ValueChange change={change} member={member} />
                      </li>
                    ))}
                  </ul>
                </li>
              ))}
            </ol>
          )}
        </Asked>
        {slots.default?.()}
      </div>
    );
  },
});
