import { ElButton } from 'element-plus';
import { defineComponent, ref, shallowRef, watch } from 'vue';
import { type Answer, call, type Refusal, refusalOf } from '../../api/index.ts';
import { exactMoment } from '../../language/format.ts';
import { say } from '../../language/language.ts';
import { EmptyNote, RefusalNote } from '../../parts/index.ts';
import { actorOfOrganisation } from '../../session/officer-names.ts';
import { ValueChange } from '../value-change.tsx';
import { eventWord, memberWord } from '../words.ts';

type Change = Answer<'GET /v1/resources/{id}/changes'>['items'][number];

/** Who did what with the record, when and why; newest first. */
export const ChangesPart = defineComponent({
  props: { id: { type: String, required: true }, deeds: { type: Number, required: true } },
  setup(props) {
    const changes = shallowRef<readonly Change[]>();
    const next = ref<string>();
    const busy = ref(false);
    const refusal = shallowRef<Refusal>();
    async function read(cursor?: string) {
      const { id } = props;
      busy.value = true;
      try {
        const page = await call('GET /v1/resources/{id}/changes', { params: { id }, query: { cursor, limit: 20 } });
        if (id !== props.id) return;
        changes.value = [...(cursor === undefined ? [] : (changes.value ?? [])), ...page.items];
        next.value = page.next ?? undefined;
        refusal.value = undefined;
      } catch (error) {
        refusal.value = refusalOf(error);
      } finally {
        busy.value = false;
      }
    }
    watch(
      () => [props.id, props.deeds],
      () => void read(),
      { immediate: true },
    );
    return () => (
      <>
        <RefusalNote refusal={refusal.value} />
        {changes.value?.length === 0 && (
          <EmptyNote
            title={say('还没有变更', 'No changes yet')}
            next={say('每一次操作都会记在这里。', 'Each deed will be recorded here.')}
          />
        )}
        <ol class="changes">
          {changes.value?.map(({ at, actor, organisation, event, version, reason, what }) => (
            <li key={version}>
              <p class="change-head">
                <strong>{eventWord(event)}</strong> · {exactMoment(at)} · {actorOfOrganisation({ actor, organisation })}{' '}
                <small class="hint">{say(`第 ${version} 次`, `change ${version}`)}</small>
              </p>
              {reason !== undefined && <p class="change-reason">{say(`理由：${reason}`, `Reason: ${reason}`)}</p>}
              {event !== 'created' && (
                <ul>
                  {Object.entries(what).map(([member, change]) => (
                    <li key={member}>
                      {memberWord(member)}
                      {say('：', ': ')}
                      <ValueChange change={change} member={member} />
                    </li>
                  ))}
                </ul>
              )}
            </li>
          ))}
        </ol>
        {next.value !== undefined && (
          <ElButton loading={busy.value} onClick={() => void read(next.value)}>
            {say('更早的变更', 'Earlier changes')}
          </ElButton>
        )}
      </>
    );
  },
});
