import { ElButton } from 'element-plus';
import { defineComponent, type PropType, ref } from 'vue';
import { type RouteLocationRaw, RouterLink } from 'vue-router';
import { say } from '../language/language.ts';
import { announce } from '../shell/announce.ts';

/** A step of a first-run guide: what it is, and where it is done. */
export interface GuideStep {
  readonly title: string;
  readonly text: string;
  readonly to?: RouteLocationRaw | undefined;
  readonly link?: string | undefined;
}

const place = (name: string) => `hufu.${name}.first-steps`;

function wasSeen(name: string): boolean {
  try {
    return localStorage.getItem(place(name)) === 'seen';
  } catch {
    return false;
  }
}

/** What is done here, step by step, on the first visit; closed for good, and brought back by its button. */
export const FirstSteps = defineComponent({
  props: {
    /** Under which it is remembered that it was seen. */
    name: { type: String, required: true },
    steps: { type: Array as PropType<readonly GuideStep[]>, required: true },
  },
  setup(props) {
    const isOpen = ref(!wasSeen(props.name));
    const current = ref(0);
    const close = () => {
      isOpen.value = false;
      try {
        localStorage.setItem(place(props.name), 'seen');
      } catch {
        // A browser that keeps nothing shows it again.
      }
      announce(say('已关闭入门指引', 'The first steps are closed'));
    };
    return () => {
      if (!isOpen.value) {
        return (
          <p class="first-steps-again">
            <ElButton
              link
              type="primary"
              onClick={() => {
                isOpen.value = true;
                current.value = 0;
              }}
            >
              {say('入门指引', 'First steps')}
            </ElButton>
          </p>
        );
      }
      const all = props.steps;
      const step = all[current.value] ?? all[0];
      if (step === undefined) return null;
      return (
        <section
          class="first-steps"
          aria-labelledby="first-steps-title"
          onKeydown={(event: KeyboardEvent) => {
            if (event.key === 'Escape') close();
          }}
        >
          <ol class="first-steps-list">
            {all.map(({ title }, index) => (
              <li key={title}>
                <button
                  type="button"
                  aria-current={index === current.value ? 'step' : undefined}
                  onClick={() => (current.value = index)}
                >
                  <span aria-hidden="true">{index + 1}</span> {title}
                </button>
              </li>
            ))}
          </ol>
          <div class="first-steps-text" aria-live="polite">
            <h2 id="first-steps-title">
              {say('入门：', 'First steps: ')}
              {step.title}
            </h2>
            <p>{step.text}</p>
          </div>
          <p class="first-steps-deeds">
            {step.to !== undefined && <RouterLink to={step.to}>{step.link}</RouterLink>}
            {current.value < all.length - 1 && (
              <ElButton type="primary" onClick={() => (current.value += 1)}>
                {say('下一步', 'Next')}
              </ElButton>
            )}
            <ElButton onClick={close}>{say('知道了，不再显示', 'Got it, do not show again')}</ElButton>
          </p>
        </section>
      );
    };
  },
});
