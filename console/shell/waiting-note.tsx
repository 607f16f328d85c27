import { computed, defineComponent } from 'vue';
import { RouterLink } from 'vue-router';
import { useAsking } from '../api/index.ts';
import { number } from '../language/format.ts';
import { say } from '../language/language.ts';
import { Asked } from '../parts/index.ts';
import { session } from '../session/session.ts';
import { readWaiting } from '../sharing/waiting.ts';

/** How much waits for the organisation of whoever is logged in, what is late of it, and the way there. */
export const WaitingNote = defineComponent({
  setup() {
    const waiting = useAsking((signal) => readWaiting(signal));
    const own = computed(() =>
      (waiting.value.value ?? []).filter(({ organisation }) => organisation === session.value?.officer.organisation),
    );
    const late = computed(() => own.value.filter(({ clock }) => clock?.state === 'overdue').length);
    return () => (
      <Asked of={waiting}>
        {() => (
          <p class="waiting-note">
            {own.value.length === 0
              ? say('没有待办事项。', 'Nothing waits for you.')
              : say(`${number(own.value.length)} 件待办`, `${number(own.value.length)} waiting`)}
            {late.value > 0 && (
              <strong class="is-late">
                {' '}
                <span aria-hidden="true">⚠</span>{' '}
                {say(`${number(late.value)} 件已超期`, `${number(late.value)} overdue`)}
              </strong>
            )}{' '}
            {own.value.length > 0 && <RouterLink to={{ name: 'inbox' }}>{say('去办理', 'Go to the inbox')}</RouterLink>}
          </p>
        )}
      </Asked>
    );
  },
});
