import { ElButton, ElCheckbox, ElDatePicker, ElInput } from 'element-plus';
import { defineComponent, ref, useId, watch } from 'vue';
import { dayPattern, momentPattern } from '../../language/format.ts';
import { say } from '../../language/language.ts';
import { Dialog } from '../../parts/index.ts';

/** What is asked before something is done with a record. */
export interface Deed {
  readonly event: string;
  readonly title: string;
  /** What it does, in full. */
  readonly text: string;
  readonly button: string;
  readonly reason: 'needed' | 'welcome' | 'none';
  readonly isDanger: boolean;
  /** Of the publication of a revision: when it takes effect may be wished. */
  readonly asksWhen?: boolean;
  /** The grace period may be waived. */
  readonly mayWaive?: boolean;
}

export interface DeedWords {
  readonly reason: string | undefined;
  readonly effectiveFrom: string | undefined;
  readonly waiveGrace: boolean | undefined;
}

/** Asks for the reason and the consent before a deed; the way back is at hand. */
export const DeedDialog = defineComponent({
  props: { deed: { type: Object as () => Deed | undefined, default: undefined } },
  emits: { close: () => true, agree: (_words: DeedWords) => true },
  setup(props, { emit }) {
    const id = useId();
    const reason = ref('');
    const when = ref<Date>();
    const waives = ref(false);
    const missing = ref(false);
    watch(
      () => props.deed,
      () => {
        [reason.value, when.value, waives.value, missing.value] = ['', undefined, false, false];
      },
    );
    const agree = () => {
      const given = reason.value.trim();
      const isNeeded = props.deed?.reason === 'needed' || waives.value;
      missing.value = isNeeded && given === '';
      if (missing.value) return;
      emit('agree', {
        reason: given === '' ? undefined : given,
        effectiveFrom: when.value?.toISOString(),
        waiveGrace: waives.value ? true : undefined,
      });
    };
    return () => {
      const { deed } = props;
      return (
        <Dialog isOpen={deed !== undefined} title={deed?.title ?? ''} onClose={() => emit('close')} onSend={agree}>
          {{
            default: () =>
              deed === undefined ? null : (
                <>
                  <p class="deed-text">{deed.text}</p>
                  {deed.asksWhen === true && (
                    <p>
                      <label for={`${id}-when`}>
                        {say('生效时间（不填：尽早）', 'In force from (empty: as soon as may be)')}
                      </label>
                      <br />
                      <ElDatePicker
                        // Its calendar is asked for: it would lie over what the window says.
                        automaticDropdown={false}
                        {...{ id: `${id}-when`, type: 'datetime', ariaLabel: say('生效时间', 'In force from') }}
                        format={momentPattern()}
                        dateFormat={dayPattern()}
                        timeFormat="HH:mm"
                        modelValue={when.value}
                        onUpdate:modelValue={(chosen: Date | null) => (when.value = chosen ?? undefined)}
                      />
                    </p>
                  )}
                  {deed.mayWaive === true && (
                    <ElCheckbox
                      modelValue={waives.value}
                      onUpdate:modelValue={(on: string | number | boolean) => (waives.value = on === true)}
                    >
                      {say('不留宽限期，立即生效（须写明理由）', 'Waive the grace period (with a reason)')}
                    </ElCheckbox>
                  )}
                  {deed.reason !== 'none' && (
                    <p>
                      <label for={`${id}-reason`}>
                        {deed.reason === 'needed' || waives.value
                          ? say('理由（必填，记入变更记录）', 'Reason (needed; kept with the change)')
                          : say('理由（选填，记入变更记录）', 'Reason (optional; kept with the change)')}
                      </label>
                      <ElInput
                        {...{
                          id: `${id}-reason`,
                          type: 'textarea',
                          maxlength: 500,
                          'aria-invalid': missing.value,
                          'aria-describedby': `${id}-missing`,
                        }}
                        rows={3}
                        modelValue={reason.value}
                        onUpdate:modelValue={(text: string) => (reason.value = text)}
                      />
                      <span id={`${id}-missing`} class="field-error" role="alert">
                        {missing.value ? say('✕ 请写明理由。', '✕ Say why.') : ''}
                      </span>
                    </p>
                  )}
                </>
              ),
            deeds: () => (
              <ElButton nativeType="submit" type={deed?.isDanger === true ? 'danger' : 'primary'}>
                {deed?.button}
              </ElButton>
            ),
          }}
        </Dialog>
      );
    };
  },
});
