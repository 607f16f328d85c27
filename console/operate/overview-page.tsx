import './operate.css';
import { ElButton } from 'element-plus';
import { defineComponent, onUnmounted, type VNodeChild } from 'vue';
import { RouterLink } from 'vue-router';
import { type Asking, call, useAsking } from '../api/index.ts';
import { away, exactMoment, inBrackets, moment, number } from '../language/format.ts';
import { say } from '../language/language.ts';
import { Asked, PageHeading, RefusalNote, WideBox } from '../parts/index.ts';
import { session } from '../session/session.ts';
import { everyCertificate, readReadiness } from './read-all.ts';
import { backupTone, connectorState, daysLeft, inNeed, pressingDays, renewDays, signOf, type Tone } from './state.ts';

const refreshMs = 15_000;

/** How things stand, each with the way to where it is seen to. */
export const OverviewPage = defineComponent({
  setup() {
    const administration = session.value?.officer.administration === true;
    const readiness = useAsking(readReadiness);
    const hubs = useAsking(async (signal) => (await call('GET /v1/hubs', { signal })).items);
    const connectors = useAsking(async (signal) => (await call('GET /v1/connectors', { signal })).items);
    const certificates = useAsking(everyCertificate);
    const backups = useAsking(async (signal) =>
      administration ? (await call('GET /v1/backups', { signal })).items : undefined,
    );
    const lookAgain = () => Promise.all([readiness.again(), hubs.again(), connectors.again()]);
    /** The hub does not answer at all: said once, in place of what was so before. */
    const lost = () => (readiness.refusal.value?.code === 'HUB_NOT_REACHABLE' ? readiness.refusal.value : undefined);
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void lookAgain();
    }, refreshMs);
    onUnmounted(() => clearInterval(timer));

    const card = (options: {
      id: string;
      title: string;
      of: Asking<unknown>;
      say: () => { tone: Tone; word: string; more?: string };
      way?: VNodeChild;
    }) => {
      // How it stood before the hub was lost is not how it stands.
      const isKnown = options.of.value.value !== undefined && options.of.refusal.value === undefined;
      const state = isKnown ? options.say() : undefined;
      return (
        <section class={['card', 'state-card', state?.tone]} aria-labelledby={`state-${options.id}`}>
          <h2 id={`state-${options.id}`}>{options.title}</h2>
          <Asked of={options.of}>
            {() =>
              state !== undefined && (
                <>
                  <p class={['tone', state.tone]}>
                    {signOf[state.tone]} {state.word}
                  </p>
                  {state.more !== undefined && <p class="hint">{state.more}</p>}
                </>
              )
            }
          </Asked>
          {options.way}
        </section>
      );
    };
    const readinessState = (): { tone: Tone; word: string } => {
      const { database, nats } = readiness.value.value ?? { database: false, nats: false };
      if (database && nats) return { tone: 'good', word: say('本中枢就绪', 'This hub is ready') };
      return {
        tone: 'bad',
        word: database
          ? say('消息网络连不上，查询得不到应答', 'NATS cannot be reached: no query is answered')
          : say('数据库连不上', 'The database cannot be reached'),
      };
    };
    const hubState = (): { tone: Tone; word: string; more: string } => {
      const all = hubs.value.value ?? [];
      const alive = all.filter((hub) => hub.alive).length;
      const gone = all.length - alive;
      return {
        tone: gone > 0 ? 'bad' : alive > 1 ? 'good' : 'unsure',
        word:
          gone > 0
            ? say(
                `${number(gone)} 个中枢不再有消息`,
                gone === 1 ? 'one hub is not heard of any more' : `${number(gone)} hubs are not heard of any more`,
              )
            : say(`${number(alive)} 个中枢在服务`, alive === 1 ? 'one hub serving' : `${number(alive)} hubs serving`),
        more:
          alive > 1
            ? say('一个停下，其余的接着服务。', 'If one stops, the others go on.')
            : say(
                '只有一个：它停下，就没有人应答。再起一个即可分担。',
                'Only one: when it stops nobody answers. A second shares the work.',
              ),
      };
    };
    const connectorsState = (): { tone: Tone; word: string; more?: string } => {
      const all = (connectors.value.value ?? []).map((each) => connectorState(each, Date.now()));
      const bad = all.filter((state) => state !== 'well').length;
      if (all.length === 0) return { tone: 'unsure', word: say('还没有连接器报告过', 'No connector has reported yet') };
      return bad > 0
        ? {
            tone: 'bad',
            word: say(
              `${number(bad)} 处不能应答，共 ${number(all.length)}`,
              `${number(bad)} of ${number(all.length)} would not answer`,
            ),
          }
        : { tone: 'good', word: say(`${number(all.length)} 处都能应答`, `all ${number(all.length)} would answer`) };
    };
    const certificateState = (): { tone: Tone; word: string; more?: string } => {
      const all = inNeed(certificates.value.value ?? []);
      const near = all.filter((each) => daysLeft(each, Date.now()) < renewDays);
      const pressing = near.some((each) => daysLeft(each, Date.now()) < pressingDays);
      return near.length === 0
        ? {
            tone: 'good',
            word: say(
              `${number(all.length)} 张，${renewDays} 天内没有到期的`,
              `${number(all.length)}, none ending within ${renewDays} days`,
            ),
          }
        : {
            tone: pressing ? 'bad' : 'unsure',
            word: say(
              `${number(near.length)} 张将在 ${renewDays} 天内到期`,
              `${number(near.length)} end within ${renewDays} days`,
            ),
          };
    };
    const backupState = (): { tone: Tone; word: string; more?: string } => {
      const list = backups.value.value ?? [];
      const { tone, days } = backupTone(list, Date.now());
      if (days === undefined)
        return {
          tone,
          word: say('还没有备份记录', 'No backup on record'),
          more: say('丢了数据库，一切都没有了。', 'Without one, losing the database loses everything.'),
        };
      return {
        tone,
        word: say(`最近一次备份：${away(list[0]?.takenAt ?? '')}`, `last backup ${away(list[0]?.takenAt ?? '')}`),
        more:
          list[0]?.verifiedAt === null
            ? say('还没有核验过能不能用。', 'It was not verified yet.')
            : moment(list[0]?.takenAt),
      };
    };
    const way = (name: string, zh: string, en: string) => (
      <p>
        <RouterLink to={{ name }}>{say(zh, en)}</RouterLink>
      </p>
    );
    const standing = () => (
      <>
        <div class="cards">
          {card({ id: 'ready', title: say('就绪', 'Readiness'), of: readiness, say: readinessState })}
          {card({ id: 'hubs', title: say('中枢', 'Hubs'), of: hubs, say: hubState })}
          {card({
            id: 'connectors',
            title: say('连接器', 'Connectors'),
            of: connectors,
            say: connectorsState,
            way: way('operate-connectors', '看每一处', 'See each'),
          })}
          {card({
            id: 'certificates',
            title: say('证书', 'Certificates'),
            of: certificates,
            say: certificateState,
            way: way('operate-certificates', '看到期与续期', 'See ends and renew'),
          })}
          {administration &&
            card({
              id: 'backups',
              title: say('备份', 'Backups'),
              of: backups,
              say: backupState,
              way: way('operate-backups', '看记录与做法', 'See records and how'),
            })}
          <section class="card" aria-labelledby="state-register">
            <h2 id="state-register">{say('登记', 'Register')}</h2>
            {way('operate-organisations', '单位', 'Organisations')}
            {way('develop-systems', '系统与密钥', 'Systems and keys')}
            {way('operate-officers', '人员账户', 'Officers')}
          </section>
        </div>
        <h2>{say('在服务的中枢', 'Hubs that serve')}</h2>
        <Asked of={hubs}>
          {() => (
            <WideBox label={say('在服务的中枢', 'Hubs that serve')}>
              <table class="plain-table stacks">
                <thead>
                  <tr>
                    <th scope="col">{say('名称', 'Name')}</th>
                    <th scope="col">{say('状态', 'State')}</th>
                    <th scope="col">{say('版本', 'Version')}</th>
                    <th scope="col">{say('启动', 'Started')}</th>
                    <th scope="col">{say('最近消息', 'Last heard of')}</th>
                  </tr>
                </thead>
                <tbody>
                  {hubs.value.value?.map((hub) => (
                    <tr key={hub.id}>
                      <th scope="row">
                        {hub.name}
                        {hub.self && inBrackets(say('正在应答您的这一个', 'the one that answers you'))}
                      </th>
                      <td data-title={say('状态', 'State')} class={['tone', hub.alive ? 'good' : 'bad']}>
                        {hub.alive ? say('✓ 在服务', '✓ serving') : say('✕ 没有消息', '✕ not heard of')}
                      </td>
                      <td data-title={say('版本', 'Version')}>{hub.version}</td>
                      <td data-title={say('启动', 'Started')}>{exactMoment(hub.startedAt)}</td>
                      <td data-title={say('最近消息', 'Last heard of')}>{exactMoment(hub.lastSeen)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </WideBox>
          )}
        </Asked>
      </>
    );
    return () => (
      <>
        <PageHeading
          title={say('运行一览', 'Overview')}
          about={say(
            '哪里要办，就从哪里进去。每 15 秒更新。',
            'What needs seeing to, and where. Updated every 15 seconds.',
          )}
        />
        <RefusalNote refusal={lost()}>
          <ElButton loading={readiness.busy.value} onClick={() => void lookAgain()}>
            {say('重试', 'Try again')}
          </ElButton>
        </RefusalNote>
        {lost() === undefined && standing()}
      </>
    );
  },
});
