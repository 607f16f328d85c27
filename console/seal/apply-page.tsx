import {
  ElAlert,
  ElButton,
  ElCheckbox,
  ElCheckboxGroup,
  ElDatePicker,
  ElForm,
  ElFormItem,
  ElInput,
  ElInputNumber,
  ElOption,
  ElRadio,
  ElRadioGroup,
  ElSelect,
} from 'element-plus';
import { computed, defineComponent, onScopeDispose, reactive, ref, shallowRef, watch } from 'vue';
import { useRouter } from 'vue-router';
import { type Body, call, send, useAsking } from '../api/index.ts';
import { day, dayPattern, inBrackets, size } from '../language/format.ts';
import { say } from '../language/language.ts';
import { Asked, EmptyNote, FilePick, PageHeading, ReasonedButton, RefusalNote, useAct } from '../parts/index.ts';
import { commonName } from '../parts/subject-name.ts';
import { session } from '../session/session.ts';
import './seal.css';

type Application = Body<'POST /v1/seals'>;
type Drawing = NonNullable<Application['drawing']>;

const largestPicture = 1024 * 1024;
/** Width and height of an uploaded seal, in millimetres. */
const leastMm = 10;
const largestMm = 100;
/** How long the page waits for the next keystroke before it asks for a picture. */
const calmMs = 400;

const bodies = (): readonly (readonly [Drawing['body'], string])[] => [
  ['department', say('政府部门', 'Government department')],
  ['township', say('乡镇街道', 'Township')],
  ['city-or-county', say('市、县政府', 'City or county government')],
  ['ministry-or-province', say('部委、省政府', 'Ministry or province')],
  ['state-council', say('国务院', 'State Council')],
  ['enterprise', say('企业', 'Company')],
];

/** Applying for a seal: drawn from words or uploaded, with the picture beside the form as it will be made. */
export const ApplyPage = defineComponent({
  setup() {
    const router = useRouter();
    const form = reactive({
      name: '',
      way: 'draw' as 'draw' | 'upload',
      text: '',
      caption: '',
      body: 'department' as Drawing['body'],
      widthMm: 42,
      heightMm: 42,
      version: 4 as 1 | 4 | 5,
      signers: [] as string[],
      validTo: '',
    });
    const png = shallowRef<string>();
    const fileName = ref('');
    const tooLarge = ref<number>();
    const certificates = useAsking((signal) =>
      call('GET /v1/pki/certificates', {
        query: { profile: 'signer', organisation: session.value?.officer.organisation, limit: 50 },
        signal,
      }),
    );
    const usable = computed(() =>
      (certificates.value.value?.items ?? []).filter(
        ({ status, notAfter }) => status === 'valid' && Date.parse(notAfter) > Date.now(),
      ),
    );
    // A seal outlives none of its certificates.
    const latest = computed(() =>
      usable.value
        .filter(({ pem }) => form.signers.includes(pem))
        .reduce<string | undefined>(
          (least, { notAfter }) => (least === undefined || notAfter < least ? notAfter : least),
          undefined,
        ),
    );

    const picture = computed((): Pick<Application, 'drawing' | 'upload'> | undefined => {
      if (form.way === 'upload')
        return png.value === undefined
          ? undefined
          : { upload: { png: png.value, widthMm: form.widthMm, heightMm: form.heightMm } };
      if (form.text.trim() === '') return undefined;
      const caption = form.caption.trim();
      return { drawing: { text: form.text.trim(), body: form.body, ...(caption === '' ? {} : { caption }) } };
    });

    const shown = ref('');
    const release = () => {
      if (shown.value !== '') URL.revokeObjectURL(shown.value);
      shown.value = '';
    };
    onScopeDispose(release);
    let latestPicture: object | undefined;
    const previewing = useAct(async (given: object) => {
      // A picture that was refused is not that of the form: the one before it must not be taken for it.
      const answer = await send({ method: 'POST', path: '/v1/seal-pictures', body: given }).catch((error) => {
        release();
        throw error;
      });
      const blob = await answer.blob();
      release();
      // Nothing is to be shown any more: the words were taken back meanwhile.
      if (picture.value !== undefined) shown.value = URL.createObjectURL(blob);
    });
    /** One picture at a time, and the last of what was typed meanwhile after it. */
    const preview = async (given: object) => {
      latestPicture = given;
      while (latestPicture !== undefined && !previewing.busy.value) {
        const next = latestPicture;
        latestPicture = undefined;
        await previewing.act(next);
      }
    };
    watch(
      picture,
      (given, _before, onCleanup) => {
        if (given === undefined) {
          previewing.refusal.value = undefined;
          return release();
        }
        const waiting = setTimeout(() => void preview(given), calmMs);
        onCleanup(() => clearTimeout(waiting));
      },
      { immediate: true },
    );

    const choose = async (file: File) => {
      tooLarge.value = undefined;
      png.value = undefined;
      fileName.value = file.name;
      if (file.size > largestPicture) {
        tooLarge.value = file.size;
        return;
      }
      const bytes = new Uint8Array(await file.arrayBuffer());
      let text = '';
      for (const byte of bytes) text += String.fromCharCode(byte);
      // As high as the picture is for its width, so that it is not pulled out of shape; what is no picture the hub refuses.
      const drawn = await createImageBitmap(file).catch(() => undefined);
      if (drawn !== undefined) {
        const height = Math.round((form.widthMm * drawn.height) / drawn.width);
        form.heightMm = Math.min(largestMm, Math.max(leastMm, height));
        drawn.close();
      }
      png.value = btoa(text);
    };

    const missing = () => {
      if (form.name.trim() === '') return say('请填写印章名称。', 'Give the seal a name.');
      if (picture.value === undefined)
        return form.way === 'draw'
          ? say('请填写环排文字。', 'Write the words of the arc.')
          : say('请选择图片。', 'Choose a picture.');
      if (previewing.refusal.value?.status === 422)
        return say('图片不能用，请先按提示改正。', 'The picture cannot be used: mend it first.');
      if (form.signers.length === 0) return say('请选择至少一张签名证书。', 'Choose a certificate at least.');
      if (form.validTo === '') return say('请选择有效期止。', 'Choose until when.');
      return undefined;
    };
    const applying = useAct(async () => {
      if (picture.value === undefined) return;
      const seal = await call('POST /v1/seals', {
        body: {
          name: form.name.trim(),
          version: form.version,
          signers: form.signers,
          // The whole of its last day.
          validTo: new Date(`${form.validTo}T23:59:59+08:00`).toISOString(),
          ...picture.value,
        },
      });
      await router.push({ name: 'seal', params: { id: seal.id } });
    });

    const pictureRefusal = () => (
      <RefusalNote
        refusal={previewing.refusal.value}
        fields={{
          '/name': say('环排文字', 'Words of the arc'),
          '/caption': say('横排文字', 'Words below the middle'),
          '/picture': say('印模图片', 'Picture'),
        }}
      />
    );
    const drawFields = () => (
      <>
        <ElFormItem label={say('环排文字（单位全称）', 'Words of the arc (the full name)')} for="seal-text">
          <ElInput id="seal-text" v-model={form.text} maxlength={40} placeholder="灵山县行政审批局" />
        </ElFormItem>
        <ElFormItem label={say('横排文字（可不填）', 'Words below the middle (may be left out)')} for="seal-caption">
          <ElInput id="seal-caption" v-model={form.caption} maxlength={12} placeholder="行政审批专用章" />
        </ElFormItem>
        <ElFormItem label={say('机关类别（决定尺寸和中心）', 'Kind of body (decides size and middle)')} for="seal-body">
          <ElSelect id="seal-body" v-model={form.body}>
            {bodies().map(([value, label]) => (
              <ElOption key={value} value={value} label={label} />
            ))}
          </ElSelect>
        </ElFormItem>
        {pictureRefusal()}
      </>
    );
    const uploadFields = () => (
      <>
        <ElFormItem
          label={say('印模图片（PNG，1 MB 以内，透明底）', 'Picture (PNG, up to 1 MB, transparent)')}
          for="seal-file"
        >
          <FilePick
            inputId="seal-file"
            accept="image/png"
            label={say('选择图片', 'Choose a picture')}
            onPick={(file: File) => void choose(file)}
          />
          {fileName.value !== '' && <span class="seal-file-name">{fileName.value}</span>}
        </ElFormItem>
        {pictureRefusal()}
        {tooLarge.value !== undefined && (
          <ElAlert
            type="error"
            closable={false}
            title={say(
              `图片为 ${size(tooLarge.value)}，不能超过 ${size(largestPicture)}。`,
              `The picture has ${size(tooLarge.value)}; ${size(largestPicture)} at most.`,
            )}
          />
        )}
        <ElFormItem label={say('宽（毫米）', 'Width (mm)')} for="seal-width">
          <ElInputNumber id="seal-width" v-model={form.widthMm} min={leastMm} max={largestMm} />
        </ElFormItem>
        <ElFormItem label={say('高（毫米）', 'Height (mm)')} for="seal-height">
          <ElInputNumber id="seal-height" v-model={form.heightMm} min={leastMm} max={largestMm} />
        </ElFormItem>
      </>
    );
    const certificateChoice = () =>
      usable.value.length === 0 ? (
        <EmptyNote
          title={say('本单位没有可用的签名证书', 'Your organisation has no signer’s certificate')}
          next={say(
            '请运行管理员先签发用途为“签名”的证书。',
            'Ask an operator to issue a certificate with the profile “signer”.',
          )}
        />
      ) : (
        <fieldset class="seal-signers">
          <legend>{say('可使用此章的签名证书', 'Certificates that may use the seal')}</legend>
          <ElCheckboxGroup v-model={form.signers} aria-label={say('签名证书', 'Certificates')}>
            {usable.value.map((certificate) => (
              <ElCheckbox key={certificate.id} value={certificate.pem}>
                <span title={certificate.subject}>{commonName(certificate.subject)}</span>
                {inBrackets(say(`至 ${day(certificate.notAfter)}`, `to ${day(certificate.notAfter)}`))}
              </ElCheckbox>
            ))}
          </ElCheckboxGroup>
        </fieldset>
      );

    return () => (
      <>
        <PageHeading
          title={say('申请印章', 'Apply for a seal')}
          about={say(
            '申请后由另一人批准，再制作；图片即批准时所见。',
            'Somebody else approves it, then it is made; what you see is what they will see.',
          )}
        />
        <div class="seal-form">
          <ElForm
            labelPosition="top"
            {...{
              onSubmit: (event: Event) => {
                event.preventDefault();
                if (missing() === undefined) void applying.act();
              },
            }}
          >
            <ElFormItem label={say('印章名称', 'Name of the seal')} for="seal-name">
              <ElInput id="seal-name" v-model={form.name} maxlength={100} placeholder="灵山县行政审批局审批专用章" />
            </ElFormItem>
            <ElRadioGroup v-model={form.way} aria-label={say('图片的来源', 'Where the picture comes from')}>
              <ElRadio value="draw">{say('按国家规格绘制', 'Draw it by the national rules')}</ElRadio>
              <ElRadio value="upload">{say('上传图片', 'Upload a picture')}</ElRadio>
            </ElRadioGroup>
            {form.way === 'draw' ? drawFields() : uploadFields()}
            <Asked of={certificates}>{certificateChoice}</Asked>
            <ElFormItem label={say('标准', 'Standard')} for="seal-version">
              <ElSelect id="seal-version" v-model={form.version}>
                <ElOption value={4} label="GB/T 38540-2020" />
                <ElOption value={5} label="GM/T 0031-2025" />
                <ElOption value={1} label="GM/T 0031-2014" />
              </ElSelect>
            </ElFormItem>
            <ElFormItem label={say('有效期止', 'Valid to')} for="seal-until">
              <ElDatePicker
                id="seal-until"
                v-model={form.validTo}
                type="date"
                format={dayPattern()}
                valueFormat="YYYY-MM-DD"
                disabledDate={(each: Date) =>
                  each.getTime() < Date.now() ||
                  (latest.value !== undefined && each.getTime() > Date.parse(latest.value) - 86_400_000)
                }
              />
            </ElFormItem>
            {latest.value !== undefined && (
              <p class="hint">
                {say(
                  `不晚于所选证书的有效期（${day(latest.value)}）。`,
                  `Not after the certificates chosen (${day(latest.value)}).`,
                )}
              </p>
            )}
            <RefusalNote refusal={applying.refusal.value} />
            <ReasonedButton
              type="primary"
              because={missing()}
              loading={applying.busy.value}
              onPress={() => void applying.act()}
            >
              {say('提交申请', 'Apply')}
            </ReasonedButton>{' '}
            <ElButton onClick={() => router.back()}>{say('取消', 'Cancel')}</ElButton>
          </ElForm>
          <aside class="seal-preview" aria-label={say('图片预览', 'Preview')} aria-busy={previewing.busy.value}>
            {shown.value === '' ? (
              <EmptyNote title={say('图片将显示在这里', 'The picture will be here')} />
            ) : (
              <img src={shown.value} alt={say('将要制作的印模', 'The impression as it will be made')} />
            )}
          </aside>
        </div>
      </>
    );
  },
});
