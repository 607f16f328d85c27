import { defineComponent, type PropType, ref, shallowRef } from 'vue';
import { RouterLink } from 'vue-router';
import { type Answer, call, useAsking } from '../../api/index.ts';
import { moment, several } from '../../language/format.ts';
import { say } from '../../language/language.ts';
import { ReasonedButton, RefusalNote, useAct } from '../../parts/index.ts';
import { announce } from '../../shell/announce.ts';
import { ConflictNote } from '../conflict-note.tsx';
import { forAdministration, self } from '../who.ts';
import {
  eventWord,
  type ResourceEvent,
  type RevisionEvent,
  type RevisionStatus,
  type Status,
  statusWord,
} from '../words.ts';
import { type Deed, DeedDialog, type DeedWords } from './deed-dialog.tsx';

type Resource = Answer<'GET /v1/resources/{id}'>;
type Editions = Answer<'GET /v1/resources/{id}/editions'>;

const wayOfStates: readonly Status[] = ['draft', 'submitted', 'reviewed', 'published'];

/** What may happen in a state; what belongs there too but not yet is shown with its reason. */
const offered: Readonly<Record<Status, readonly ResourceEvent[]>> = {
  draft: ['submit', 'withdraw'],
  submitted: ['approve', 'return', 'recall', 'publish', 'withdraw'],
  reviewed: ['publish', 'return', 'recall', 'withdraw'],
  published: ['suspend', 'withdraw'],
  suspended: ['resume', 'withdraw'],
  withdrawn: ['archive'],
  archived: [],
};

const offeredOfRevision: Readonly<Record<RevisionStatus, readonly RevisionEvent[]>> = {
  draft: ['submit', 'discard'],
  submitted: ['approve', 'return', 'recall', 'publish', 'discard'],
  reviewed: ['publish', 'return', 'recall', 'discard'],
  scheduled: ['discard'],
};

/** What takes the record further on its way. */
const onward: ReadonlySet<string> = new Set(['submit', 'approve', 'publish', 'resume']);
const administrationOnly: ReadonlySet<string> = new Set(['approve', 'return', 'archive']);

/** Where the record stands on its way, and what whoever looks at it may do about it. */
export const LifePanel = defineComponent({
  props: {
    resource: { type: Object as PropType<Resource>, required: true },
    version: { type: String, required: true },
    editions: { type: Object as PropType<Editions>, required: true },
  },
  emits: { done: () => true },
  setup(props, { emit }) {
    const asked = shallowRef<Deed & { readonly isRevision: boolean }>();
    /** The version that was acted on when somebody else had been faster. */
    const overtaken = ref<number>();
    // Errors keep a record from being submitted, so who would submit it sees them here.
    const findings = useAsking(
      async (signal) =>
        props.resource.status === 'draft'
          ? (await call('GET /v1/resources/{id}/findings', { params: { id: props.resource.id }, signal })).items
          : [],
      { on: () => [props.resource.id, props.resource.version] },
    );

    const doing = useAct(async (event: string, isRevision: boolean, words?: DeedWords) => {
      overtaken.value = undefined;
      const { id, version } = props.resource;
      const { reason, effectiveFrom, waiveGrace } = words ?? {};
      const shared = { params: { id }, ifMatch: props.version } as const;
      try {
        if (isRevision)
          await call('POST /v1/resources/{id}/revision/events', {
            ...shared,
            body: {
              event: event as RevisionEvent,
              ...(reason === undefined ? {} : { reason }),
              ...(effectiveFrom === undefined ? {} : { effectiveFrom }),
              ...(waiveGrace === undefined ? {} : { waiveGrace }),
            },
          });
        else
          await call('POST /v1/resources/{id}/events', {
            ...shared,
            body: { event: event as ResourceEvent, ...(reason === undefined ? {} : { reason }) },
          });
      } catch (error) {
        if (error instanceof Error && error.message.startsWith('STALE_VERSION')) {
          overtaken.value = version;
          emit('done');
        }
        throw error;
      }
      announce(say(`已${eventWord(event)}`, `Done: ${eventWord(event)}`));
      emit('done');
    });

    function closed(event: string, isRevision: boolean, status: string): string | undefined {
      if (administrationOnly.has(event) && !forAdministration())
        return say('由数据主管部门办理。', 'The data administration does this.');
      if (event === 'approve' && props.resource.updatedBy === self() && status === 'submitted')
        return say(
          '不能审核本人提交的；请另一名管理员审核。',
          'Not your own submission; another administrator reviews it.',
        );
      if (event === 'publish' && status === 'submitted')
        return say('审核通过后才能发布。', 'It can be published once it is approved.');
      if (event === 'submit' && !isRevision) {
        const errors = (findings.value.value ?? []).filter(({ severity }) => severity === 'error').length;
        if (errors > 0)
          return say(
            `还有 ${errors} 个错误，改正后才能提交。`,
            `${several(errors, 'error')} to put right before it can be submitted.`,
          );
      }
      return undefined;
    }

    function press(event: string, isRevision: boolean) {
      const deed = deedOf(event, isRevision, props.editions.revision);
      if (deed === undefined) void doing.act(event, isRevision);
      else asked.value = { ...deed, isRevision };
    }

    const buttons = (events: readonly string[], isRevision: boolean, status: string) => (
      <p class="life-deeds">
        {events.map((event) => (
          <ReasonedButton
            key={event}
            type={
              event === 'withdraw' || event === 'archive' || event === 'discard'
                ? 'danger'
                : onward.has(event) && closed(event, isRevision, status) === undefined
                  ? 'primary'
                  : 'default'
            }
            because={closed(event, isRevision, status)}
            loading={doing.busy.value}
            onPress={() => press(event, isRevision)}
          >
            {isRevision && event !== 'discard'
              ? say(`${eventWord(event)}（修订）`, `${eventWord(event)} (revision)`)
              : eventWord(event)}
          </ReasonedButton>
        ))}
      </p>
    );

    return () => {
      const { resource, editions } = props;
      const { revision } = editions;
      const place = wayOfStates.indexOf(resource.status);
      return (
        <section class="life card" aria-labelledby="life-title">
          <h2 id="life-title">{say('办理', 'What to do')}</h2>
          {place >= 0 && (
            <ol class="life-way" aria-label={say('办理进度', 'Where it stands')}>
              {wayOfStates.map((state, index) => (
                <li
                  key={state}
                  class={{ past: index < place, now: index === place }}
                  aria-current={index === place ? 'step' : undefined}
                >
                  <span aria-hidden="true">{index < place ? '✓' : index === place ? '●' : '○'}</span>{' '}
                  {statusWord(state)}
                </li>
              ))}
            </ol>
          )}
          <p>{whatNext(resource.status)}</p>
          {offered[resource.status].length > 0 && buttons(offered[resource.status], false, resource.status)}
          {revision !== undefined && (
            <>
              <h3>{say('在途修订', 'The revision under way')}</h3>
              <p>
                {revisionNext(revision.status)}{' '}
                {revision.effectiveFrom !== undefined && <strong>{moment(revision.effectiveFrom)}</strong>}{' '}
                <RouterLink
                  to={{ name: 'directory-differences', params: { id: resource.id }, query: { to: 'revision' } }}
                >
                  {say('看它改了什么', 'See what it changes')}
                </RouterLink>
              </p>
              {buttons(offeredOfRevision[revision.status], true, revision.status)}
            </>
          )}
          <RefusalNote refusal={overtaken.value === undefined ? doing.refusal.value : undefined} />
          {overtaken.value !== undefined && <ConflictNote id={resource.id} since={overtaken.value} />}
          <DeedDialog
            deed={asked.value}
            onClose={() => (asked.value = undefined)}
            onAgree={(words: DeedWords) => {
              const deed = asked.value;
              asked.value = undefined;
              if (deed !== undefined) void doing.act(deed.event, deed.isRevision, words);
            }}
          />
        </section>
      );
    };
  },
});

function whatNext(status: Status): string {
  switch (status) {
    case 'draft':
      return say(
        '草稿只有提供方和数据主管部门看得到。填好后提交审核。',
        'Only its provider and the data administration see a draft. Submit it when it is complete.',
      );
    case 'submitted':
      return say('等待数据主管部门审核。', 'It waits for the data administration’s review.');
    case 'reviewed':
      return say('审核已通过，可以发布。', 'It was approved and can be published.');
    case 'published':
      return say(
        '已对有权单位可见，可以申请。改动走修订。',
        'Everybody entitled sees it and may apply. Changes go by revision.',
      );
    case 'suspended':
      return say('已暂停：依据它的授权此刻不应答。', 'Suspended: grants on it are not answered now.');
    case 'withdrawn':
      return say('已撤销，不再提供。', 'Withdrawn: it is not provided any more.');
    case 'archived':
      return say('已归档，仅供查阅。', 'Archived: for the record alone.');
  }
}

function revisionNext(status: RevisionStatus): string {
  switch (status) {
    case 'draft':
      return say('修订稿尚未提交。', 'The revision is not submitted yet.');
    case 'submitted':
      return say('修订等待数据主管部门审核。', 'The revision waits for the data administration’s review.');
    case 'reviewed':
      return say(
        '修订已审核，可以发布；有人依赖而不兼容的，须留宽限期。',
        'The revision was approved; a breaking one that others rely on takes effect after a grace period.',
      );
    case 'scheduled':
      return say('修订将自动生效：', 'The revision takes effect by itself: ');
  }
}

/** What is asked before an event; undefined: nothing, it can be taken back. */
function deedOf(event: string, isRevision: boolean, revision: Editions['revision']): Deed | undefined {
  const isBreaking = revision?.breaking ?? false;
  const title = eventWord(event);
  const base = { event, title, button: title, isDanger: false } as const;
  if (isRevision) {
    switch (event) {
      case 'return':
        return {
          ...base,
          reason: 'needed',
          text: say('修订退回起草人修改。', 'The revision goes back to whoever wrote it.'),
        };
      case 'publish':
        return {
          ...base,
          reason: 'welcome',
          asksWhen: true,
          mayWaive: isBreaking && forAdministration(),
          text: isBreaking
            ? say(
                '发布后成为新版本，不能收回。此修订不兼容：有授权依赖或已开放的，宽限期满才生效，期间各使用方都看得到它。',
                'It becomes the next edition for good. It is breaking: where grants or the public rely on the resource it takes effect after the grace period, in everybody’s sight.',
              )
            : say('发布后成为新版本，不能收回。', 'It becomes the next edition for good.'),
        };
      case 'discard':
        return {
          ...base,
          isDanger: true,
          // Others were told of a scheduled one.
          reason: revision?.status === 'scheduled' ? 'needed' : 'welcome',
          text: say(
            '修订内容将被删去，不能恢复；现行版本不变。',
            'What was written of the revision is gone for good; the edition in force stays.',
          ),
        };
      default:
        return undefined;
    }
  }
  switch (event) {
    case 'return':
      return {
        ...base,
        reason: 'needed',
        text: say('退回提供方修改，理由会告诉对方。', 'It goes back to its provider, with the reason.'),
      };
    case 'publish':
      return {
        ...base,
        reason: 'none',
        text: say(
          '发布后成为一个版本，永久保存；有权单位即可看到并申请使用。',
          'It becomes an edition, kept for good; everybody entitled sees it and may apply.',
        ),
      };
    case 'suspend':
      return {
        ...base,
        isDanger: true,
        reason: 'needed',
        text: say(
          '暂停期间，依据它的授权都不应答，使用方会收到暂停的原因。可以恢复。',
          'While suspended no grant on it is answered, and users are told why. It can be resumed.',
        ),
      };
    case 'withdraw':
      return {
        ...base,
        isDanger: true,
        reason: 'needed',
        text: say(
          '撤销不能恢复：资源不再提供，代码不再使用。仍有有效授权的不能撤销。',
          'There is no way back: it is not provided any more and its code is not used again. With grants in force it is refused.',
        ),
      };
    case 'archive':
      return {
        ...base,
        isDanger: true,
        reason: 'welcome',
        text: say('归档不能恢复，记录仅供查阅。', 'There is no way back; the record stays to be read.'),
      };
    default:
      return undefined;
  }
}
