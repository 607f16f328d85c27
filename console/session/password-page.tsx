import { ElForm, ElFormItem, ElInput } from 'element-plus';
import { defineComponent, reactive, ref } from 'vue';
import { RouterLink } from 'vue-router';
import { call, callWithVersion } from '../api/index.ts';
import { say } from '../language/language.ts';
import { PageHeading, ReasonedButton, RefusalNote, useAct } from '../parts/index.ts';
import { announce } from '../shell/announce.ts';
import { session } from './session.ts';

/** Officers change their own password here: the one that was handed over to them, or one that somebody may have seen. */
export const PasswordPage = defineComponent({
  setup() {
    const draft = reactive({ current: '', next: '', again: '' });
    const isChanged = ref(false);
    const why = () => {
      if (draft.current === '') return say('请填写现在的口令。', 'Write the present password.');
      if (draft.next === '') return say('请填写新口令。', 'Write the new password.');
      return draft.next === draft.again ? '' : say('两次填写的新口令不一样。', 'The two new passwords differ.');
    };
    const changing = useAct(async () => {
      isChanged.value = false;
      const params = { id: session.value?.officer.id ?? '' };
      const { version } = await callWithVersion('GET /v1/officers/{id}', { params });
      const body = { password: draft.next, currentPassword: draft.current };
      await call('PUT /v1/officers/{id}/password', { params, body, ifMatch: version });
      Object.assign(draft, { current: '', next: '', again: '' });
      isChanged.value = true;
      announce(say('口令已更改。', 'The password is changed.'));
    });
    const field = (member: 'current' | 'next' | 'again', label: string) => (
      <ElFormItem label={label} for={`password-${member}`}>
        <ElInput
          id={`password-${member}`}
          v-model={draft[member]}
          type="password"
          showPassword
          maxlength={128}
          autocomplete={member === 'current' ? 'current-password' : 'new-password'}
        />
      </ElFormItem>
    );
    const submit = (event: Event) => {
      event.preventDefault();
      if (why() === '') void changing.act();
    };
    return () => (
      <div class="narrow">
        <PageHeading
          title={say('更改口令', 'Change the password')}
          about={say(
            `${session.value?.officer.login ?? ''} 的口令。更改后，这个账户在其他设备上的登录全部结束。`,
            `Of ${session.value?.officer.login ?? ''}. Every other session of the account ends with it.`,
          )}
        />
        <ElForm labelPosition="top" {...{ onSubmit: submit }}>
          {field('current', say('现在的口令', 'Present password'))}
          {field('next', say('新口令', 'New password'))}
          <p class="hint">
            {say(
              '至少 12 位，大写字母、小写字母、数字、符号中至少三类；20 位以上的一句话也可以。',
              '12 characters at least, of three kinds among capitals, small letters, digits and signs; or a phrase of 20.',
            )}
          </p>
          {field('again', say('再填一次新口令', 'The new one again'))}
          <ReasonedButton type="primary" submits because={why()} loading={changing.busy.value}>
            {say('更改口令', 'Change it')}
          </ReasonedButton>
        </ElForm>
        <RefusalNote
          refusal={changing.refusal.value}
          fields={{
            '/password': say('新口令', 'New password'),
            '/currentPassword': say('现在的口令', 'Present password'),
          }}
        />
        {isChanged.value && (
          <p>
            <strong>{say('✓ 口令已更改', '✓ The password is changed')}</strong>{' '}
            <RouterLink to={{ name: 'home' }}>{say('回首页', 'Home')}</RouterLink>
          </p>
        )}
      </div>
    );
  },
});
