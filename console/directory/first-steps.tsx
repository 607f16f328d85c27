import { ElButton } from 'element-plus';
import { defineComponent, ref } from 'vue';
import { RouterLink } from 'vue-router';
import { say } from '../language/language.ts';
import { announce } from '../shell/announce.ts';

const place = 'hufu.directory.first-steps';

function wasSeen(): boolean {
  try {
    return localStorage.getItem(place) === 'seen';
  } catch {
    return false;
  }
}

interface Step {
  readonly title: string;
  readonly text: string;
  readonly to?: { readonly name: string; readonly query?: Readonly<Record<string, string>> };
  readonly link?: string;
}

function steps(): readonly Step[] {
  return [
    {
      title: say('先看有没有', 'Look first'),
      text: say(
        '一数一源：登记前先检索，同一数据只由一个单位提供。按 / 键可随时回到检索框。',
        'One datum, one source: search before you enter anything. The key / always brings you to the search field.',
      ),
    },
    {
      title: say('登记，或整本导入', 'Enter one, or import a workbook'),
      text: say(
        '信息项可从表格软件直接粘贴，表头认得中文和英文；边填边检查，错误与提醒分开列出。',
        'Items can be pasted from a spreadsheet, headings in Chinese or English; it is checked as you type, errors and warnings apart.',
      ),
      to: { name: 'directory-new' },
      link: say('登记资源', 'Enter a resource'),
    },
    {
      title: say('提交，由另一人审核', 'Submit, and another reviews'),
      text: say(
        '提交后由数据主管部门审核；不能审核本人提交的。审核通过后由提供方发布。',
        'The data administration reviews what was submitted, never the person who submitted it; then the provider publishes.',
      ),
      to: { name: 'directory', query: { status: 'submitted' } },
      link: say('待审核的资源', 'What waits for review'),
    },
    {
      title: say('发布后改动走修订', 'After that, by revision'),
      text: say(
        '文字改动立即成为新版本；删字段、收窄共享等走修订，有人依赖时留足宽限期。',
        'Wording changes at once; what removes fields or narrows sharing goes by a revision, with a grace period where others rely on it.',
      ),
    },
  ];
}

/** What an administrator does here, in four steps, on the first visit; closed for good, and brought back by its button. */
export const FirstSteps = defineComponent({
  setup() {
    const isOpen = ref(!wasSeen());
    const current = ref(0);
    const close = () => {
      isOpen.value = false;
      try {
        localStorage.setItem(place, 'seen');
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
      const all = steps();
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
