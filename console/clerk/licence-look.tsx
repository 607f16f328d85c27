import { ElButton } from 'element-plus';
import { defineComponent, onBeforeUnmount, type PropType, shallowRef, watch } from 'vue';
import { say, sayBoth } from '../language/language.ts';
import type { Check } from './checks.ts';
import type { LicenceTypes } from './licence-types.ts';
import { OfdView } from './ofd/index.ts';
import { faceValue } from './told.ts';
import { saveFile } from './vault.ts';

/** The licence as it looks: the pages of an OFD, the photo, the data of a document; a PDF opens in its own window. */
export const LicenceLook = defineComponent({
  props: {
    check: { type: Object as PropType<Check>, required: true },
    types: { type: Object as PropType<LicenceTypes | undefined>, default: undefined },
  },
  setup(props) {
    const address = shallowRef<string>();
    const release = () => {
      if (address.value !== undefined) URL.revokeObjectURL(address.value);
      address.value = undefined;
    };
    watch(
      () => [props.check.id, props.check.kind] as const,
      () => {
        release();
        const { kind, bytes } = props.check;
        if (bytes === undefined || (kind !== 'picture' && kind !== 'pdf')) return;
        // The type by what the bytes are: a page under another's name would be run as ours.
        const type = kind === 'pdf' ? 'application/pdf' : bytes[0] === 0x89 ? 'image/png' : 'image/jpeg';
        address.value = URL.createObjectURL(new Blob([Uint8Array.from(bytes)], { type }));
      },
      { immediate: true },
    );
    onBeforeUnmount(release);
    return () => {
      const { check } = props;
      const { presented, kind, bytes, verdict } = check;
      if (!('file' in presented) || bytes === undefined) return null;
      const isDoubtful = verdict?.indication === 'TOTAL_FAILED';
      return (
        <section class="licence-look no-print" aria-labelledby="look-title">
          <div class="look-heading">
            <h3 id="look-title">{say('证照版面', 'The licence as it looks')}</h3>
            {presented.from !== 'file' && (
              <ElButton onClick={() => saveFile(presented.name, presented.file)}>
                {say('保存文件', 'Save the file')}
              </ElButton>
            )}
          </div>
          {kind === 'ofd' && <OfdView bytes={bytes} doubtful={isDoubtful} />}
          {kind === 'picture' && <img class="photo" src={address.value} alt={say('上传的照片', 'The photo')} />}
          {kind === 'pdf' && (
            <p>
              {say('PDF 由浏览器自己显示：', 'A PDF is shown by the browser itself: ')}
              <a href={address.value} target="_blank" rel="noopener">
                {say('在新窗口打开', 'open it in a new window')}
              </a>
              {isDoubtful && say('。未通过验证，版面不足为凭。', '. It did not verify: its pages prove nothing.')}
            </p>
          )}
          {kind === 'json' && <DocumentLook bytes={bytes} types={props.types} />}
          {kind === 'other' && (
            <p>{say('这种文件没有可显示的版面。', 'A file of this kind has no pages to be shown.')}</p>
          )}
        </section>
      );
    };
  },
});

/** The data of a licence document under the names of its type. */
const DocumentLook = defineComponent({
  props: {
    bytes: { type: Object as PropType<Uint8Array>, required: true },
    types: { type: Object as PropType<LicenceTypes | undefined>, default: undefined },
  },
  setup(props) {
    return () => {
      const licence = licenceIn(props.bytes);
      if (licence === undefined) return <p>{say('文件里没有可读的证照数据。', 'The file holds no licence data.')}</p>;
      const type = props.types?.byCode(licence.code);
      return (
        <dl class="facts">
          {Object.entries(licence.data).map(([name, value]) => (
            <>
              <dt>{sayBoth(type?.items.find((item) => item.name === name)?.title ?? { zh: name, en: name })}</dt>
              <dd>{faceValue(value)}</dd>
            </>
          ))}
        </dl>
      );
    };
  },
});

function licenceIn(bytes: Uint8Array): { readonly code: string; readonly data: object } | undefined {
  try {
    const { licence } = JSON.parse(new TextDecoder().decode(bytes)) as {
      licence?: { type?: { code?: unknown }; data?: unknown };
    };
    const { data } = licence ?? {};
    if (typeof data !== 'object' || data === null) return undefined;
    return { code: String(licence?.type?.code), data };
  } catch {
    return undefined;
  }
}
