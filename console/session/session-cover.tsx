import { ElAlert, ElButton, ElForm, ElFormItem, ElInput } from 'element-plus';
import { defineComponent, nextTick, ref, watch } from 'vue';
import { useRouter } from 'vue-router';
import { say } from '../language/language.ts';
import { RefusalNote } from '../parts/refusal-note.tsx';
import { useAct } from '../parts/use-act.ts';
import { coveredBecause, isTakenAway, logInAtCover, session, uncover } from './session.ts';

/**
 * Stands before a page on which something was typed when its session ended: hides it from whoever comes by, and gives it
 * back, as it was, to its officer. Somebody else who logs in begins anew.
 */
export const SessionCover = defineComponent({
  setup() {
    const router = useRouter();
    const dialog = ref<HTMLDialogElement>();
    const login = ref('');
    const password = ref('');
    const isGivingUp = ref(false);
    const field = ref<InstanceType<typeof ElInput>>();
    // The browser's own modal dialog: nothing behind it, not even another dialog, can be reached by pointer, keys or reader.
    watch(coveredBecause, async (because) => {
      await nextTick();
      if (because === undefined) return;
      login.value = session.value?.officer.login ?? '';
      password.value = '';
      isGivingUp.value = false;
      dialog.value?.showModal();
      await nextTick();
      field.value?.focus();
    });
    const entering = useAct(async () => {
      const isOwn = await logInAtCover(login.value, password.value);
      password.value = '';
      if (isOwn) return;
      // The page is taken away first: it would ask whether to stay on what is somebody else's.
      isTakenAway.value = true;
      await nextTick();
      window.location.assign(router.resolve({ name: 'home' }).href);
    });
    const submit = (event: Event) => {
      event.preventDefault();
      void entering.act();
    };
    // A question in a window of its own would lie beneath this one.
    const giveUp = () => {
      if (isGivingUp.value) uncover();
      else isGivingUp.value = true;
    };
    const reopen = () => {
      if (coveredBecause.value !== undefined) dialog.value?.showModal();
    };
    return () =>
      coveredBecause.value !== undefined && (
        <dialog
          ref={dialog}
          class="session-cover"
          aria-labelledby="session-cover-title"
          onCancel={(event: Event) => event.preventDefault()}
          onClose={reopen}
        >
          <h2 id="session-cover-title">{say('会话已结束', 'The session has ended')}</h2>
          <ElAlert
            type="warning"
            closable={false}
            title={say(
              '请重新登录后继续：已填写的内容还在，没有丢失。',
              'Log in again to go on: what you typed is still there.',
            )}
          />
          <ElForm labelPosition="top" {...{ onSubmit: submit }}>
            <ElFormItem label={say('登录名', 'Login')} for="cover-login">
              <ElInput id="cover-login" v-model={login.value} autocomplete="username" />
            </ElFormItem>
            <ElFormItem label={say('口令', 'Password')} for="cover-password">
              <ElInput
                id="cover-password"
                ref={field}
                v-model={password.value}
                type="password"
                autocomplete="current-password"
              />
            </ElFormItem>
            <ElButton type="primary" nativeType="submit" loading={entering.busy.value}>
              {say('登录并继续', 'Log in and go on')}
            </ElButton>
            <ElButton type={isGivingUp.value ? 'danger' : undefined} onClick={giveUp}>
              {isGivingUp.value
                ? say('再按一次，放弃已填内容', 'Press again to give up what was typed')
                : say('放弃已填内容', 'Give up what was typed')}
            </ElButton>
          </ElForm>
          <RefusalNote refusal={entering.refusal.value} />
        </dialog>
      );
  },
});
