import { ElButton, ElRadioButton, ElRadioGroup } from 'element-plus';
import { defineComponent, onBeforeUnmount, type PropType, ref, shallowRef } from 'vue';
import { type Answer, call, send } from '../api/index.ts';
import { faceValue, OfdView, saveFile } from '../clerk/index.ts';
import { moment } from '../language/format.ts';
import { say, sayBoth } from '../language/language.ts';
import { Dialog, EmptyNote, RefusalNote, useAct } from '../parts/index.ts';

export type OwnLicence = Answer<'GET /v1/holder/licences'>['items'][number];

/** My licences: how they stand, how they look, their files, and a QR to show. */
export const OwnLicences = defineComponent({
  props: {
    licences: { type: Array as PropType<readonly OwnLicence[]>, required: true },
    hasMore: { type: Boolean, required: true },
    more: { type: Function as PropType<() => Promise<unknown>>, required: true },
  },
  setup(props) {
    const further = useAct(() => props.more());
    return () =>
      props.licences.length === 0 ? (
        <EmptyNote
          title={say('证照库里没有您的证照', 'The vault has no licence of yours')}
          next={say(
            '新办的证照签发后会出现在这里；纸质证照请到颁发机构换发。',
            'A licence appears here when it is issued; of one on paper, ask its issuer.',
          )}
        />
      ) : (
        <>
          <ul class="own-list">
            {props.licences.map((own) => (
              <li key={own.licence.id}>
                <OneLicence own={own} />
              </li>
            ))}
          </ul>
          {props.hasMore && (
            <ElButton loading={further.busy.value} onClick={() => void further.act()}>
              {say('更多证照', 'More licences')}
            </ElButton>
          )}
          <RefusalNote refusal={further.refusal.value} />
        </>
      );
  },
});

const OneLicence = defineComponent({
  props: { own: { type: Object as PropType<OwnLicence>, required: true } },
  setup(props) {
    const pages = shallowRef<Uint8Array>();
    const isShowing = ref(false);
    const file = async (format: 'ofd' | 'pdf') => {
      const path = `/v1/holder/licences/${encodeURIComponent(props.own.licence.id)}/file`;
      return (await send({ method: 'GET', path, query: { format } })).blob();
    };
    const looking = useAct(async () => {
      pages.value = pages.value === undefined ? new Uint8Array(await (await file('ofd')).arrayBuffer()) : undefined;
    });
    const saving = useAct(async (format: 'ofd' | 'pdf') =>
      saveFile(`${props.own.licence.identifier}.${format}`, await file(format)),
    );
    return () => {
      const { licence, title, items, face } = props.own;
      const isGood = licence.state === '01';
      return (
        <section class="card" aria-labelledby={`own-${licence.id}`}>
          <div class="own-line own-title">
            <h3 id={`own-${licence.id}`}>{sayBoth(title)}</h3>
            <span class={isGood ? 'good-word' : 'bad-word'}>
              {isGood ? '✓' : '✕'} {sayBoth(licence.stateName)}
            </span>
          </div>
          {face === null ? (
            <p>
              {say('存储的内容有损坏，已报告运行管理员。', 'What is stored is damaged; the operator has been told.')}
            </p>
          ) : (
            <dl class="facts">
              {items.map((item) => {
                const value = face[item.name];
                return value === undefined ? null : (
                  <>
                    <dt>{sayBoth(item.title)}</dt>
                    <dd>{faceValue(value)}</dd>
                  </>
                );
              })}
              <dt>{say('证照标识', 'Identifier')}</dt>
              <dd>
                <code>{licence.identifier}</code>
              </dd>
            </dl>
          )}
          <div class="own-line">
            <ElButton
              type="primary"
              onClick={() => {
                isShowing.value = true;
              }}
            >
              {say('出示二维码', 'Show a QR')}
            </ElButton>
            <ElButton
              loading={looking.busy.value}
              {...{ 'aria-expanded': pages.value !== undefined }}
              onClick={() => void looking.act()}
            >
              {pages.value === undefined ? say('看版面', 'See its pages') : say('收起版面', 'Close its pages')}
            </ElButton>
            <ElButton loading={saving.busy.value} onClick={() => void saving.act('ofd')}>
              {say('下载', 'Download')} OFD
            </ElButton>
            <ElButton loading={saving.busy.value} onClick={() => void saving.act('pdf')}>
              {say('下载', 'Download')} PDF
            </ElButton>
          </div>
          <RefusalNote refusal={looking.refusal.value ?? saving.refusal.value} />
          {pages.value !== undefined && <OfdView bytes={pages.value} />}
          {isShowing.value && (
            <QrDialog
              own={props.own}
              onClose={() => {
                isShowing.value = false;
              }}
            />
          )}
        </section>
      );
    };
  },
});

/** A licence as a QR: chosen minutes, drawn by the hub as SVG, gone with the dialog. */
const QrDialog = defineComponent({
  props: { own: { type: Object as PropType<OwnLicence>, required: true } },
  emits: { close: () => true },
  setup(props, { emit }) {
    const minutes = ref(5);
    const made = shallowRef<Answer<'POST /v1/holder/licences/{id}/qr'>>();
    const address = ref<string>();
    const release = () => {
      if (address.value !== undefined) URL.revokeObjectURL(address.value);
      address.value = undefined;
    };
    const making = useAct(async () => {
      release();
      made.value = await call('POST /v1/holder/licences/{id}/qr', {
        params: { id: props.own.licence.id },
        body: { minutes: minutes.value },
      });
      address.value = URL.createObjectURL(new Blob([made.value.svg], { type: 'image/svg+xml' }));
    });
    void making.act();
    onBeforeUnmount(release);
    return () => (
      <Dialog
        title={say(`出示《${props.own.title.zh}》`, `Show “${props.own.title.en}”`)}
        width="min(30rem, 94vw)"
        isBare
        onClose={() => emit('close')}
        onSend={() => void making.act()}
      >
        <div class="own-qr">
          {address.value !== undefined && <img src={address.value} alt={say('证照二维码', 'QR code of the licence')} />}
          {made.value !== undefined && (
            <p role="status">
              {say(
                `${moment(made.value.statement.expiresAt)} 前有效，只显示：${shownIn(made.value, props.own)}。`,
                `It holds until ${moment(made.value.statement.expiresAt)} and shows only: ${shownIn(made.value, props.own)}.`,
              )}
            </p>
          )}
          <RefusalNote refusal={making.refusal.value} />
          <div class="own-line">
            <ElRadioGroup v-model={minutes.value} {...{ 'aria-label': say('有效时间', 'How long') }}>
              {[5, 15, 60].map((each) => (
                <ElRadioButton key={each} value={each}>
                  {say(`${each} 分钟`, `${each} minutes`)}
                </ElRadioButton>
              ))}
            </ElRadioGroup>
            <ElButton nativeType="submit" loading={making.busy.value}>
              {say('换一个', 'A new one')}
            </ElButton>
          </div>
        </div>
      </Dialog>
    );
  },
});

function shownIn(made: Answer<'POST /v1/holder/licences/{id}/qr'>, { items, title }: OwnLicence): string {
  const names = Object.keys(made.statement.face).map((name) => {
    const item = items.find((one) => one.name === name);
    return item === undefined ? name : sayBoth(item.title);
  });
  return [sayBoth(title), ...names].join(say('、', ', '));
}
