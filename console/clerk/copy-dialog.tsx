import { ElButton, ElDatePicker, ElFormItem, ElInput } from 'element-plus';
import { defineComponent, nextTick, type PropType, ref, shallowRef } from 'vue';
import { dayPattern } from '../language/format.ts';
import { say } from '../language/language.ts';
import { Dialog, ReasonedButton, RefusalNote, useAct } from '../parts/index.ts';
import type { Presented, Purpose } from './checks.ts';
import { copyEnd } from './told.ts';
import { copyFor, type FoundLicence, saveFile } from './vault.ts';

/** A copy for this case (加注件): what for, until when; made, it is opened and can be saved. */
export const CopyDialog = defineComponent({
  props: {
    licence: { type: Object as PropType<FoundLicence>, required: true },
    purpose: { type: Object as PropType<Purpose>, required: true },
  },
  emits: { close: () => true, made: (_presented: Presented) => true },
  setup(props, { emit }) {
    const cause = ref('');
    const until = ref('');
    const saving = shallowRef<InstanceType<typeof ElButton>>();
    const made = shallowRef<Awaited<ReturnType<typeof copyFor>>>();
    const making = useAct(async () => {
      const { licence, purpose } = props;
      made.value = await copyFor(licence, purpose, { cause: cause.value.trim(), until: until.value ?? '' });
      emit('made', made.value.presented);
      await nextTick();
      saving.value?.ref?.focus();
    });
    const save = () => {
      const { presented } = made.value ?? {};
      if (presented !== undefined && 'file' in presented) saveFile(presented.name, presented.file);
    };
    const missing = () =>
      cause.value.trim() === ''
        ? say('请填写加注事由，它印在加注件上。', 'Write the cause; it is printed on the copy.')
        : undefined;
    return () => (
      <Dialog
        title={say('为本办件制作加注件', 'Make a copy for this case')}
        isBare={made.value !== undefined}
        onClose={() => emit('close')}
        onSend={() => void making.act()}
        v-slots={{
          default: () =>
            made.value === undefined ? (
              <>
                <p>
                  {say(
                    `加注件写明仅供本单位用于事项 ${props.purpose.matter}、办件 ${props.purpose.case}，到期自动失效。`,
                    `The copy says that it is for your organisation, matter ${props.purpose.matter}, case ${props.purpose.case} alone, and dies by itself.`,
                  )}
                </p>
                <ElFormItem label={say('加注事由', 'Cause')} for="copy-cause">
                  <ElInput id="copy-cause" v-model={cause.value} maxlength={100} autocomplete="off" />
                </ElFormItem>
                <ElFormItem label={say('有效期至（不填为一周）', 'Until (left out: a week)')} for="copy-until">
                  <ElDatePicker
                    id="copy-until"
                    v-model={until.value}
                    format={dayPattern()}
                    valueFormat="YYYY-MM-DD"
                    disabledDate={(date: Date) => date.getTime() < Date.now()}
                    {...{ 'aria-label': say('有效期至', 'Until') }}
                  />
                </ElFormItem>
                <RefusalNote refusal={making.refusal.value} />
              </>
            ) : (
              <p role="status">
                <span class="good-word">✓</span>{' '}
                {say(
                  `加注件已制作，有效期至 ${copyEnd(made.value.expiresAt)}；证照库不留存，请保存。`,
                  `The copy is made and holds until ${copyEnd(made.value.expiresAt)}. The vault keeps none: save it.`,
                )}
              </p>
            ),
          deeds: () =>
            made.value === undefined ? (
              <ReasonedButton type="primary" because={missing()} loading={making.busy.value} submits>
                {say('制作', 'Make it')}
              </ReasonedButton>
            ) : (
              <>
                <ElButton onClick={() => emit('close')}>{say('关闭', 'Close')}</ElButton>
                <ElButton ref={saving} type="primary" onClick={save}>
                  {say('保存加注件', 'Save the copy')}
                </ElButton>
              </>
            ),
        }}
      />
    );
  },
});
