import { ElButton, ElFormItem, ElInput, ElOption, ElRadio, ElRadioGroup, ElRate, ElSelect } from 'element-plus';
import { computed, defineComponent, type PropType, reactive, ref, useId } from 'vue';
import { say } from '../language/language.ts';
import { Dialog, ReasonedButton, RefusalNote, useAct } from '../parts/index.ts';
import { activeOrganisations, codeRows } from './reference.ts';
import { ResourceChooser } from './resource-chooser.tsx';
import type { Step } from './steps.ts';

/** What a step is told with. */
export type Asked = 'reason' | 'ground' | 'to' | 'resource' | 'outcome' | 'description' | 'rating';

/** A step as it is offered. */
export interface OfferedStep {
  readonly step: Step;
  /** As the button says it. */
  readonly label: string;
  /** What it does, said before it is done. */
  readonly effect: string;
  /** What has to be told, or may be. */
  readonly asks?: readonly { readonly what: Asked; readonly optional?: boolean; readonly label?: string }[];
  readonly type?: 'primary' | 'danger' | undefined;
  /** Something on the page is missing for it. */
  readonly because?: string | undefined;
  /** Where it may not go. */
  readonly notTo?: readonly (string | undefined)[] | undefined;
}

export interface Told {
  reason?: string;
  ground?: string;
  to?: string;
  resource?: string;
  outcome?: string;
  description?: string;
  score?: number;
  solved?: boolean;
}

/**
 * The steps that something can take from where it stands: a button each, with its reason where it is not whoever is logged
 * in who takes it. A step is told what it does, and what it needs, before it is done.
 */
export const StepButtons = defineComponent({
  props: {
    steps: { type: Array as PropType<readonly OfferedStep[]>, required: true },
    take: { type: Function as PropType<(event: string, told: Told) => Promise<unknown>>, required: true },
  },
  setup(props) {
    const id = useId();
    const open = ref<string>();
    const tried = ref(false);
    const form = reactive<Required<Told>>({
      ...{ reason: '', ground: '', to: '', resource: '', outcome: '', description: '' },
      ...{ score: 0, solved: true },
    });
    const taking = useAct((event: string, told: Told) => props.take(event, told));
    const offered = computed(() => props.steps.find(({ step }) => step.event === open.value));

    const begin = (event: string) => {
      Object.assign(form, {
        reason: '',
        ground: '',
        to: '',
        resource: '',
        outcome: '',
        description: '',
        score: 0,
        solved: true,
      });
      taking.refusal.value = undefined;
      tried.value = false;
      open.value = event;
    };
    const missing = (what: Asked) => {
      if (what === 'rating') return form.score === 0;
      return form[what].trim() === '';
    };
    const submit = async () => {
      const chosen = offered.value;
      if (chosen === undefined) return;
      tried.value = true;
      const asks = chosen.asks ?? [];
      if (asks.some(({ what, optional }) => optional !== true && missing(what))) return;
      const told: Told = {};
      for (const { what } of asks) {
        if (missing(what)) continue;
        if (what === 'rating') Object.assign(told, { score: form.score, solved: form.solved });
        else told[what] = form[what].trim();
      }
      if (await taking.act(chosen.step.event, told)) open.value = undefined;
    };

    const field = ({ what, optional, label }: { what: Asked; optional?: boolean; label?: string }) => {
      const name = `${id}-${what}`;
      const error = tried.value && optional !== true && missing(what) ? say('此项必填', 'This is needed') : '';
      return (
        <ElFormItem key={what} label={label ?? askedWord(what)} for={name} required={optional !== true} error={error}>
          {input(what, name)}
        </ElFormItem>
      );
    };

    const input = (what: Asked, name: string) => {
      switch (what) {
        case 'ground':
          return (
            <ElSelect
              id={name}
              v-model={form.ground}
              placeholder={say('请选择', 'Choose')}
              {...labelled(askedWord(what))}
            >
              {codeRows('refusal-ground').map(({ code, name: zh, nameEn }) => (
                <ElOption key={code} value={code} label={say(`${code} ${zh}`, `${code} ${nameEn}`)} />
              ))}
            </ElSelect>
          );
        case 'to':
          return (
            <ElSelect
              id={name}
              v-model={form.to}
              filterable
              placeholder={say('请选择部门', 'Choose an organisation')}
              {...labelled(askedWord(what))}
            >
              {activeOrganisations()
                .filter((each) => !(offered.value?.notTo ?? []).includes(each.id))
                .map((each) => (
                  <ElOption key={each.id} value={each.id} label={each.name} />
                ))}
            </ElSelect>
          );
        case 'resource':
          return (
            <ResourceChooser
              inputId={name}
              modelValue={form.resource}
              onUpdate:modelValue={(chosen: string) => (form.resource = chosen)}
            />
          );
        case 'rating':
          return (
            <div class="rating">
              <ElRate
                id={name}
                v-model={form.score}
                {...{ 'aria-label': say('满意度，1 到 5 分', 'Satisfaction, 1 to 5') }}
              />
              <ElRadioGroup v-model={form.solved} {...labelled(say('是否解决', 'Solved or not'))}>
                <ElRadio value={true}>{say('已解决', 'Solved')}</ElRadio>
                <ElRadio value={false}>{say('未解决', 'Not solved')}</ElRadio>
              </ElRadioGroup>
            </div>
          );
        default:
          return <ElInput id={name} type="textarea" rows={3} maxlength={2000} v-model={form[what]} />;
      }
    };

    return () => {
      const { steps } = props;
      const chosen = offered.value;
      return (
        <div class="steps">
          {steps.map(({ step, label, type, because }) => (
            <ReasonedButton
              key={step.event}
              type={step.because === undefined ? (type ?? 'default') : 'default'}
              because={step.because === undefined ? because : say(...step.because)}
              onPress={() => begin(step.event)}
            >
              {label}
            </ReasonedButton>
          ))}
          <Dialog
            isOpen={chosen !== undefined}
            title={chosen?.label ?? ''}
            onClose={() => (open.value = undefined)}
            onSend={() => void submit()}
            v-slots={{
              default: () =>
                chosen && (
                  <>
                    <p class="effect">{chosen.effect}</p>
                    {(chosen.asks ?? []).map(field)}
                    <RefusalNote refusal={taking.refusal.value} />
                  </>
                ),
              deeds: () => (
                <ElButton nativeType="submit" type={chosen?.type ?? 'primary'} loading={taking.busy.value}>
                  {chosen?.label}
                </ElButton>
              ),
            }}
          />
        </div>
      );
    };
  },
});

const labelled = (text: string) => ({ 'aria-label': text });

function askedWord(what: Asked): string {
  switch (what) {
    case 'reason':
      return say('理由', 'Reason');
    case 'ground':
      return say('不予共享的依据', 'Ground of the refusal');
    case 'to':
      return say('交由哪个部门', 'To which organisation');
    case 'resource':
      return say('用哪项资源答复', 'The resource that answers it');
    case 'outcome':
      return say('处理结果', 'What was done');
    case 'description':
      return say('补充说明', 'Said anew');
    case 'rating':
      return say('评价', 'Rating');
  }
}
