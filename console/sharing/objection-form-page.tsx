import './sharing.css';
import { ElButton, ElForm, ElFormItem, ElInput, ElOption, ElRadio, ElRadioGroup, ElSelect } from 'element-plus';
import { defineComponent, reactive, ref } from 'vue';
import { RouterLink, useRoute, useRouter } from 'vue-router';
import { type Body, call, useAsking } from '../api/index.ts';
import { say } from '../language/language.ts';
import { PageHeading, RefusalNote, useAct } from '../parts/index.ts';
import { has, session } from '../session/session.ts';
import { announce } from '../shell/announce.ts';
import { everyLine } from './paged.ts';
import { codeRows, organisationName, resourceName, useNames } from './reference.ts';
import { ResourceChooser } from './resource-chooser.tsx';

type Subject = 'resource' | 'application' | 'grant' | 'none';

/** What each kind may be about; a kind of the region's own may be about anything. */
const subjects: Readonly<Record<string, readonly Subject[]>> = {
  '1': ['resource'],
  '2': ['application'],
  '3': ['grant', 'resource'],
};
const any: readonly Subject[] = ['none', 'resource', 'application', 'grant'];

/** An objection is raised here. */
export const ObjectionFormPage = defineComponent({
  setup() {
    useNames('objection-kind');
    const route = useRoute();
    const router = useRouter();
    const given = (name: string) => (typeof route.query[name] === 'string' ? String(route.query[name]) : '');
    const named = (['resource', 'application', 'grant'] as const).find((each) => given(each) !== '');
    const form = reactive({
      kind: given('kind') !== '' ? given('kind') : named === 'application' ? '2' : named === 'grant' ? '3' : '1',
      about: (named ?? 'resource') as Subject,
      ...{ resource: given('resource'), application: given('application'), grant: given('grant') },
      ...{ title: '', description: '' },
    });
    const tried = ref(false);
    const allowed = () => subjects[form.kind] ?? any;
    const chooseKind = (kind: string) => {
      form.kind = kind;
      const [first] = allowed();
      if (!allowed().includes(form.about) && first !== undefined) form.about = first;
    };
    chooseKind(form.kind);
    const choices = useAsking(async (signal) => {
      const mine = session.value?.officer.organisation ?? '';
      const [applications, grants] = await Promise.all([
        has('catalogue-administrator') || has('auditor')
          ? everyLine((cursor) => call('GET /v1/applications', { query: { cursor, limit: 100 }, signal }), 200)
          : [],
        everyLine((cursor) => call('GET /v1/grants', { query: { cursor, limit: 100 }, signal }), 200),
      ]);
      return { applications: applications.filter(({ submittedAt }) => submittedAt !== undefined), grants, mine };
    });
    const subjectGiven = () => form.about === 'none' || form[form.about] !== '';
    const raising = useAct(async () => {
      const about = form.about === 'none' ? {} : { [form.about]: form[form.about] };
      const body: Body<'POST /v1/objections'> = {
        kind: form.kind,
        title: form.title.trim(),
        description: form.description.trim(),
        ...about,
      };
      const objection = await call('POST /v1/objections', { body });
      announce(say('异议已提出', 'The objection is raised'));
      await router.push(`/objections/${objection.id}`);
    });
    const raise = () => {
      tried.value = true;
      if (form.title.trim() !== '' && form.description.trim() !== '' && subjectGiven()) void raising.act();
    };
    const needed = (missing: boolean) => (tried.value && missing ? say('此项必填', 'This is needed') : '');
    const subjectField = () => {
      switch (form.about) {
        case 'resource':
          return (
            <ElFormItem
              label={say('哪项资源', 'Which resource')}
              for="resource"
              required
              error={needed(!subjectGiven())}
            >
              <ResourceChooser
                inputId="resource"
                modelValue={form.resource}
                onUpdate:modelValue={(chosen: string) => (form.resource = chosen)}
              />
            </ElFormItem>
          );
        case 'application':
          return (
            <ElFormItem
              label={say('哪件申请', 'Which application')}
              for="application"
              required
              error={needed(!subjectGiven())}
            >
              <ElSelect
                id="application"
                v-model={form.application}
                filterable
                {...{ 'aria-label': say('申请', 'Application') }}
              >
                {(choices.value.value?.applications ?? []).map(({ id, form: asked, provider }) => (
                  <ElOption
                    key={id}
                    value={id}
                    label={`${resourceName(asked.resource)} · ${organisationName(asked.consumer.organisation)} → ${organisationName(provider)}`}
                  />
                ))}
              </ElSelect>
            </ElFormItem>
          );
        case 'grant':
          return (
            <ElFormItem label={say('哪项授权', 'Which grant')} for="grant" required error={needed(!subjectGiven())}>
              <ElSelect id="grant" v-model={form.grant} filterable {...{ 'aria-label': say('授权', 'Grant') }}>
                {(choices.value.value?.grants ?? []).map(({ id, resource, consumer, matters }) => (
                  <ElOption
                    key={id}
                    value={id}
                    label={`${resource} · ${organisationName(consumer.organisation)} · ${matters.join(', ')}`}
                  />
                ))}
              </ElSelect>
            </ElFormItem>
          );
        default:
          return null;
      }
    };
    return () => (
      <>
        <PageHeading
          title={say('提出异议', 'Raise an objection')}
          about={say(
            '由数据主管部门受理，时限从次日起算。',
            'The data administration takes it up; the clock begins on the day after.',
          )}
        >
          <RouterLink to="/objections">{say('已有的异议', 'Objections there are')}</RouterLink>
        </PageHeading>
        <ElForm labelPosition="top" {...{ onSubmit: (event: Event) => event.preventDefault() }}>
          <ElFormItem label={say('类别', 'Kind')} for="kind">
            <ElSelect
              id="kind"
              modelValue={form.kind}
              {...{ 'aria-label': say('类别', 'Kind'), 'onUpdate:modelValue': chooseKind }}
            >
              {codeRows('objection-kind').map((row) => (
                <ElOption key={row.code} value={row.code} label={say(row.name, row.nameEn)} />
              ))}
            </ElSelect>
          </ElFormItem>
          {allowed().length > 1 && (
            <ElFormItem label={say('关于', 'About')} {...{ role: 'group' }}>
              <ElRadioGroup v-model={form.about} {...{ 'aria-label': say('关于', 'About') }}>
                {allowed().map((each) => (
                  <ElRadio key={each} value={each}>
                    {subjectWord(each)}
                  </ElRadio>
                ))}
              </ElRadioGroup>
            </ElFormItem>
          )}
          {subjectField()}
          <ElFormItem label={say('标题', 'Title')} for="title" required error={needed(form.title.trim() === '')}>
            <ElInput
              id="title"
              maxlength={200}
              v-model={form.title}
              placeholder={say('一句话说清哪里不对', 'What is wrong, in a line')}
            />
          </ElFormItem>
          <ElFormItem
            label={say('情况说明', 'What is wrong')}
            for="description"
            required
            error={needed(form.description.trim() === '')}
          >
            <ElInput id="description" type="textarea" rows={4} maxlength={4000} v-model={form.description} />
          </ElFormItem>
          <p class="hint">
            {say(
              '不要写公民身份号码或手机号；用办件号指明是哪一件。',
              'No citizen numbers and no mobile numbers: name the case.',
            )}
          </p>
          <RefusalNote refusal={raising.refusal.value} />
          <div class="steps">
            <ElButton type="primary" loading={raising.busy.value} onClick={raise}>
              {say('提出异议', 'Raise it')}
            </ElButton>
          </div>
        </ElForm>
      </>
    );
  },
});

function subjectWord(subject: Subject): string {
  switch (subject) {
    case 'resource':
      return say('资源', 'A resource');
    case 'application':
      return say('申请', 'An application');
    case 'grant':
      return say('授权的使用', 'The use of a grant');
    case 'none':
      return say('其他', 'Something else');
  }
}
