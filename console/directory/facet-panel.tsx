import { ElButton } from 'element-plus';
import { defineComponent, type PropType, ref } from 'vue';
import type { Answer } from '../api/index.ts';
import { number } from '../language/format.ts';
import { say } from '../language/language.ts';
import { word } from './reference.ts';

type Facet = NonNullable<Answer<'GET /v1/resources'>['facets']>[number];
export type FacetChoice =
  | 'class'
  | 'provider'
  | 'section'
  | 'sharing'
  | 'open'
  | 'format'
  | 'updateCycle'
  | 'sensitivity'
  | 'status';

/** Values of a facet that are shown before one asks for more. */
const shortList = 6;

function facetTitle(name: FacetChoice): string {
  switch (name) {
    case 'class':
      return say('类', 'Category');
    case 'provider':
      return say('提供方', 'Provider');
    case 'section':
      return say('项', 'Section');
    case 'sharing':
      return say('共享类型', 'Sharing');
    case 'open':
      return say('开放', 'Openness');
    case 'format':
      return say('格式', 'Format');
    case 'updateCycle':
      return say('更新周期', 'Update cycle');
    case 'sensitivity':
      return say('敏感级别', 'Sensitivity');
    case 'status':
      return say('状态', 'Status');
  }
}

interface Value {
  readonly value: string;
  readonly label: string;
  readonly count: number;
}

/** 类, counted from the sections: each says first which category it is of. */
function categories(facets: readonly Facet[], chosen: string): readonly Value[] {
  const sections = facets.find(({ name }) => name === 'section');
  const counts = new Map<string, number>();
  for (const { value, count } of sections?.values ?? []) {
    const category = value.split('/')[0] ?? '';
    counts.set(category, (counts.get(category) ?? 0) + count);
  }
  if (chosen !== '' && !counts.has(chosen)) counts.set(chosen, 0);
  return [...counts]
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([value, count]) => ({ value, count, label: word('class-category', value) }));
}

/** Ways to narrow what was found: what is chosen is marked by a sign too, and pressed again it goes. */
export const FacetPanel = defineComponent({
  props: {
    facets: { type: Array as PropType<readonly Facet[]>, required: true },
    chosen: { type: Object as PropType<Readonly<Record<string, string>>>, required: true },
  },
  emits: { choose: (_name: FacetChoice, _value: string) => true },
  setup(props, { emit }) {
    const unfolded = ref<readonly FacetChoice[]>([]);
    const open = ref(window.matchMedia('(min-width: 56rem)').matches);
    const group = (name: FacetChoice, values: readonly Value[], hidden: number) => {
      const chosen = props.chosen[name] ?? '';
      if (values.length === 0 && chosen === '') return null;
      const stays = values.some(({ value }) => value === chosen) || chosen === '';
      const all = stays ? values : [{ value: chosen, label: chosen, count: 0 }, ...values];
      const isLong = all.length > shortList && !unfolded.value.includes(name);
      const shown = isLong ? all.filter(({ value }, index) => index < shortList || value === chosen) : all;
      return (
        <section key={name} class="facet" aria-labelledby={`facet-${name}`}>
          <h3 id={`facet-${name}`}>{facetTitle(name)}</h3>
          <ul>
            {shown.map(({ value, label, count }) => (
              <li key={value}>
                <button
                  type="button"
                  class="facet-value"
                  aria-pressed={chosen === value}
                  onClick={() => emit('choose', name, chosen === value ? '' : value)}
                >
                  <span class="facet-sign" aria-hidden="true">
                    {chosen === value ? '☑' : '☐'}
                  </span>
                  <span class="facet-label">{label}</span>
                  <span class="facet-count">{number(count)}</span>
                </button>
              </li>
            ))}
          </ul>
          {isLong && (
            <ElButton link type="primary" onClick={() => (unfolded.value = [...unfolded.value, name])}>
              {say(`其余 ${all.length - shown.length} 个`, `${all.length - shown.length} more`)}
            </ElButton>
          )}
          {!isLong && hidden > 0 && (
            <p class="hint">{say(`另有 ${number(hidden)} 个较少见的值`, `${number(hidden)} rarer values`)}</p>
          )}
        </section>
      );
    };
    return () => (
      <aside class="facets" aria-label={say('筛选', 'Narrow down')}>
        <button
          type="button"
          class="facets-toggle"
          aria-expanded={open.value}
          aria-controls="facet-groups"
          onClick={() => (open.value = !open.value)}
        >
          <span aria-hidden="true">{open.value ? '▾' : '▸'}</span> {say('筛选条件', 'Conditions')}
          {(() => {
            const count = Object.entries(props.chosen).filter(([name, value]) => name !== 'q' && value !== '').length;
            return count === 0 ? '' : say(`（已选 ${count}）`, ` (${count} chosen)`);
          })()}
        </button>
        <h2 class="visually-hidden">{say('筛选', 'Narrow down')}</h2>
        <div id="facet-groups" class="facet-groups" hidden={!open.value}>
          {group('class', categories(props.facets, props.chosen.class ?? ''), 0)}
          {props.facets.map(({ name, values, more }) =>
            group(
              name,
              values.map(({ value, label, labelEn, count }) => ({ value, count, label: say(label, labelEn) })),
              more,
            ),
          )}
        </div>
      </aside>
    );
  },
});
