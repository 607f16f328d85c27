import { defineComponent, onScopeDispose, ref, watch } from 'vue';
import { send } from '../api/index.ts';
import { say } from '../language/language.ts';
import { useAct } from '../parts/index.ts';

/** A seal's picture, which only those who may see the seal get: it is fetched with the session, not by its address. */
export const SealPicture = defineComponent({
  props: { seal: { type: String, required: true }, name: { type: String, required: true } },
  setup(props) {
    const address = ref('');
    const fetching = useAct(async () => {
      const answer = await send({ method: 'GET', path: `/v1/seals/${encodeURIComponent(props.seal)}/picture` });
      release();
      address.value = URL.createObjectURL(await answer.blob());
    });
    const release = () => {
      if (address.value !== '') URL.revokeObjectURL(address.value);
    };
    watch(
      () => props.seal,
      () => void fetching.act(),
      { immediate: true },
    );
    onScopeDispose(release);
    return () =>
      address.value === '' ? (
        <span class="seal-picture seal-picture-absent">
          {fetching.refusal.value === undefined ? '' : say('没有图片', 'No picture')}
        </span>
      ) : (
        <img class="seal-picture" src={address.value} alt={say(`${props.name}的印模`, `Impression of ${props.name}`)} />
      );
  },
});
