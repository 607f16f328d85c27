import './holder.css';
import { defineComponent, nextTick, onBeforeUnmount, watch } from 'vue';
import { say } from '../language/language.ts';
import { PageHeading } from '../parts/index.ts';
import { OwnDoor } from './own-door.tsx';
import { leave, ownSession } from './own-session.ts';
import { OwnTime } from './own-time.tsx';
import { OwnView } from './own-view.tsx';

/** A person's or organisation's own page: no account, a one-time code, and everything that is theirs. */
export const MyDataPage = defineComponent({
  setup() {
    watch(ownSession, async () => {
      await nextTick();
      document.getElementById('main')?.focus();
    });
    // Whoever leaves the page leaves the session: the next person at this machine must not find it.
    onBeforeUnmount(() => {
      if (ownSession.value !== undefined) void leave().catch(() => undefined);
    });
    return () => (
      <div class="my-data">
        <PageHeading
          title={say('本人查询', 'My data')}
          about={say(
            '看谁用过您的数据和证照，出示自己的证照，决定谁还能用。',
            'See who used your data and licences, show your own, and decide who may go on.',
          )}
        >
          {ownSession.value !== undefined && <OwnTime />}
        </PageHeading>
        {ownSession.value === undefined ? <OwnDoor /> : <OwnView />}
      </div>
    );
  },
});
