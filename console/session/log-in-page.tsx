import { ElAlert, ElButton, ElForm, ElFormItem, ElInput } from 'element-plus';
import { defineComponent, onMounted, ref } from 'vue';
import { RouterLink, useRoute, useRouter } from 'vue-router';
import { say } from '../language/language.ts';
import { PageHeading } from '../parts/page-heading.tsx';
import { RefusalNote } from '../parts/refusal-note.tsx';
import { useAct } from '../parts/use-act.ts';
import { useDemonstration } from './demonstration.ts';
import { endedBecause, logIn, resume, resumeRefusal, session } from './session.ts';

/** Officers log in here and go on to the page they wanted. */
export const LogInPage = defineComponent({
  setup() {
    const isDemonstration = useDemonstration();
    const route = useRoute();
    const router = useRouter();
    const login = ref('');
    const password = ref('');
    const first = ref<InstanceType<typeof ElInput>>();
    onMounted(() => first.value?.focus());
    const entering = useAct(async () => {
      await logIn(login.value, password.value);
      password.value = '';
      await goOn();
    });
    const resuming = useAct(async () => {
      await resume();
      if (session.value !== undefined) await goOn();
    });
    const goOn = async () => {
      const { to } = route.query;
      // Only a path of ours: an address of somebody else's choosing would be followed with the session.
      await router.replace(typeof to === 'string' && /^\/(?!\/)/.test(to) ? to : { name: 'home' });
    };
    const submit = (event: Event) => {
      event.preventDefault();
      void entering.act();
    };
    return () => (
      <div class="narrow">
        <PageHeading title={say('登录', 'Log in')} />
        {endedBecause.value !== undefined && (
          <ElAlert
            type="warning"
            closable={false}
            title={
              endedBecause.value === 'idle'
                ? say(
                    '会话因长时间未操作已结束，请重新登录。',
                    'The session ended since nothing was done for a while. Please log in again.',
                  )
                : say('会话已结束，请重新登录。', 'The session has ended. Please log in again.')
            }
          />
        )}
        <RefusalNote refusal={resumeRefusal.value}>
          <ElButton loading={resuming.busy.value} onClick={() => void resuming.act()}>
            {say('重试', 'Try again')}
          </ElButton>
        </RefusalNote>
        <ElForm labelPosition="top" {...{ onSubmit: submit }}>
          <ElFormItem label={say('登录名', 'Login')} for="login">
            <ElInput id="login" ref={first} v-model={login.value} name="login" autocomplete="username" />
          </ElFormItem>
          <ElFormItem label={say('口令', 'Password')} for="password">
            <ElInput
              id="password"
              v-model={password.value}
              name="password"
              type="password"
              autocomplete="current-password"
              showPassword
            />
          </ElFormItem>
          <ElButton type="primary" nativeType="submit" loading={entering.busy.value}>
            {say('登录', 'Log in')}
          </ElButton>
        </ElForm>
        <RefusalNote refusal={entering.refusal.value} />
        <p class="hint">
          {say('个人和单位查询自己的数据不用登录：', 'To see your own data you need no account: ')}
          <RouterLink to={{ name: 'my-data' }}>{say('本人查询', 'My data')}</RouterLink>
        </p>
        {isDemonstration.value && (
          <p class="hint">
            {say(
              '演示县的登录名和口令：在项目目录运行 npx hufu demo info。',
              'Logins of the demonstration county: run npx hufu demo info in the project’s folder.',
            )}
          </p>
        )}
      </div>
    );
  },
});
