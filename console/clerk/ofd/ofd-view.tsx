import { ElButton } from 'element-plus';
import { defineComponent, onBeforeUnmount, type PropType, ref, shallowRef, watch } from 'vue';
import { number } from '../../language/format.ts';
import { say } from '../../language/language.ts';
import { type OfdDocument, readOfd } from './document.ts';
import { drawPage } from './draw.ts';
import { OfdFault } from './fault.ts';
import { type LoadedFonts, loadFonts } from './fonts.ts';
import { type PictureAddresses, pictureAddresses } from './pictures.ts';

/** Pages drawn at once. */
const step = 5;

/** The pages of an OFD as they look, or why they cannot be shown. */
export const OfdView = defineComponent({
  props: {
    bytes: { type: Object as PropType<Uint8Array>, required: true },
    /** The file did not verify: that is written over its pages. */
    doubtful: { type: Boolean, default: false },
  },
  setup(props) {
    const holder = ref<HTMLElement>();
    const fault = shallowRef<OfdFault>();
    const pages = ref(0);
    const shown = ref(0);
    const texts = shallowRef<readonly string[]>([]);
    const simplified = ref(0);
    let document: OfdDocument | undefined;
    let fonts: LoadedFonts | undefined;
    let pictures: PictureAddresses | undefined;
    let turn = 0;
    const release = () => {
      fonts?.release();
      pictures?.release();
      holder.value?.replaceChildren();
    };
    const drawMore = () => {
      if (document === undefined || fonts === undefined || pictures === undefined) return;
      const upTo = Math.min(pages.value, shown.value + step);
      const read = [...texts.value];
      for (let index = shown.value; index < upTo; index += 1) {
        const page = document.pages[index];
        if (page === undefined) break;
        const label = say(`第 ${index + 1} 页，共 ${pages.value} 页`, `Page ${index + 1} of ${pages.value}`);
        const drawn = drawPage(page, { document, fonts, addressOf: pictures.of }, label);
        holder.value?.append(drawn.svg);
        read.push(...drawn.texts);
        simplified.value += drawn.simplified;
      }
      shown.value = upTo;
      texts.value = read;
    };
    const open = async () => {
      turn += 1;
      const mine = turn;
      release();
      fault.value = undefined;
      shown.value = 0;
      texts.value = [];
      simplified.value = 0;
      try {
        const read = readOfd(props.bytes);
        const loaded = await loadFonts(read);
        if (mine !== turn) {
          loaded.release();
          return;
        }
        document = read;
        fonts = loaded;
        pictures = pictureAddresses();
        pages.value = read.pages.length;
        drawMore();
      } catch (error) {
        pages.value = 0;
        fault.value =
          error instanceof OfdFault
            ? error
            : new OfdFault('文件内容无法解析', 'the content of the file cannot be read');
      }
    };
    watch([() => props.bytes, holder], () => {
      if (holder.value !== undefined) void open();
    });
    onBeforeUnmount(() => {
      turn += 1;
      release();
    });
    return () => (
      <div class={{ 'ofd-view': true, doubtful: props.doubtful }}>
        {fault.value !== undefined && (
          <p class="ofd-fault">
            <span aria-hidden="true">✕</span>{' '}
            {say(`版面无法显示：${fault.value.zh}。`, `The pages cannot be shown: ${fault.value.en}.`)}
          </p>
        )}
        {props.doubtful && fault.value === undefined && (
          <p class="ofd-doubt">
            <span aria-hidden="true">✕</span>{' '}
            {say('未通过验证，以下版面不足为凭', 'Not verified: these pages prove nothing')}
          </p>
        )}
        <div class="ofd-pages" ref={holder} />
        {shown.value < pages.value && (
          <ElButton onClick={drawMore}>
            {say(
              `再显示 ${number(Math.min(step, pages.value - shown.value))} 页（共 ${number(pages.value)} 页）`,
              `Show ${number(Math.min(step, pages.value - shown.value))} more pages of ${number(pages.value)}`,
            )}
          </ElButton>
        )}
        {simplified.value > 0 && (
          <p>
            {say(
              `${number(simplified.value)} 处网格渐变或图案以单色代替显示；验证针对文件本身，不受影响。`,
              `${number(simplified.value)} meshes or patterns are shown in one colour; the file itself is what was verified.`,
            )}
          </p>
        )}
        {texts.value.length > 0 && (
          <details class="ofd-texts">
            <summary>{say('版面文字', 'The text of the pages')}</summary>
            <ul>
              {texts.value.map((text, index) => (
                <li key={index}>{text}</li>
              ))}
            </ul>
          </details>
        )}
      </div>
    );
  },
});
