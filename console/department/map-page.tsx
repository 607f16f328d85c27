import '../sharing/sharing.css';
import './department.css';
import { ElButton, ElCheckbox, ElCheckboxGroup, ElForm, ElFormItem, ElInput, ElOption, ElSelect } from 'element-plus';
import { computed, defineComponent, onBeforeUnmount, ref, shallowRef, watch } from 'vue';
import { RouterLink } from 'vue-router';
import { useAsking } from '../api/index.ts';
import { moment, number } from '../language/format.ts';
import { say } from '../language/language.ts';
import { Asked, EmptyNote, PageHeading, useKept } from '../parts/index.ts';
import { organisationName, useNames } from '../sharing/reference.ts';
import { announce } from '../shell/announce.ts';
import type { DrawnMap } from './drawn-map.ts';
import { type Coverage, choiceWord, layerWord, readCoverage, type Shape, spatialResources } from './spatial.ts';

/** The map of the spatial resources, in CGCS2000 degrees, with a list beside it that says the same. */
export const MapPage = defineComponent({
  setup() {
    useNames();
    const id = useKept('resource');
    const words = ref('');
    const chosen = ref<string>();
    const layers = ref<string[]>([]);
    const place = ref<HTMLElement>();
    const map = shallowRef<DrawnMap>();
    const list = useAsking((signal) => spatialResources(signal));
    const coverage = useAsking(async (signal) => (id.value === '' ? undefined : await readCoverage(id.value, signal)), {
      on: () => id.value,
    });
    watch(list.value, (found) => {
      if (id.value === '' && found?.[0] !== undefined) id.value = found[0].id;
    });
    const held = computed(() => coverage.value.value);
    const counts = computed(() => {
      const found = new Map<string, number>();
      for (const { layer } of held.value?.shapes ?? []) found.set(layer, (found.get(layer) ?? 0) + 1);
      return found;
    });
    const shown = computed(() => {
      const asked = words.value.trim().toLowerCase();
      return (held.value?.shapes ?? []).filter(({ layer, name, row }) => {
        if (!layers.value.includes(layer)) return false;
        return (
          asked === '' ||
          name.toLowerCase().includes(asked) ||
          Object.values(row).some((value) => typeof value === 'string' && value.toLowerCase().startsWith(asked))
        );
      });
    });
    const selected = computed(() => held.value?.shapes.find(({ key }) => key === chosen.value));

    let gone = false;
    let began = false;
    watch(
      place,
      async (element) => {
        if (element === undefined || began) return;
        began = true;
        const { drawMap } = await import('./drawn-map.ts');
        if (gone || place.value === undefined) return;
        map.value = drawMap(place.value, { onChoose: (key) => choose(key) });
      },
      { flush: 'post' },
    );
    watch([held, map], ([now, drawn]) => {
      chosen.value = undefined;
      layers.value = [...counts.value.keys()];
      drawn?.draw(now?.shapes ?? []);
    });
    watch([layers, map], ([now, drawn]) => drawn?.show(new Set(now)));
    onBeforeUnmount(() => {
      gone = true;
      map.value?.end();
    });
    const choose = (key: string | undefined) => {
      chosen.value = key;
      map.value?.choose(key);
      const shape = held.value?.shapes.find((each) => each.key === key);
      if (shape !== undefined) announce(say(`已选中 ${shape.name}`, `${shape.name} is chosen`));
    };

    const summary = (found: Coverage): string => {
      const parts = [...counts.value]
        .map(([layer, count]) => `${layerWord(layer)} ${number(count)}`)
        .join(say('、', ', '));
      return say(`${found.resource.name}：${parts}`, `${found.resource.nameEn}: ${parts}`);
    };

    const details = (found: Coverage, shape: Shape) => (
      <section class="panel" aria-labelledby="chosen">
        <h2 id="chosen">{shape.name}</h2>
        <dl class="facts">
          {found.resource.items
            .filter(({ type }) => type !== 'G')
            .map((item) => (
              <>
                <dt key={item.field}>{say(item.name, item.nameEn)}</dt>
                <dd>{valueWord(shape.row[item.field])}</dd>
              </>
            ))}
        </dl>
      </section>
    );

    const facts = ({ resource, extent, asOf, shapeless }: Coverage) => (
      <section class="panel" aria-labelledby="resource-facts">
        <h2 id="resource-facts">{say(resource.name, resource.nameEn)}</h2>
        <p>{resource.abstract}</p>
        <dl class="facts">
          <dt>{say('提供部门', 'Provider')}</dt>
          <dd>
            <RouterLink to={`/departments/${resource.provider}`}>{organisationName(resource.provider)}</RouterLink>
          </dd>
          {extent !== undefined && (
            <>
              <dt>{say('覆盖范围', 'Coverage')}</dt>
              <dd>
                {say(
                  `东经 ${degrees(extent.west)}–${degrees(extent.east)}，北纬 ${degrees(extent.south)}–${degrees(extent.north)}`,
                  `${degrees(extent.west)}–${degrees(extent.east)} E, ${degrees(extent.south)}–${degrees(extent.north)} N`,
                )}
              </dd>
            </>
          )}
          <dt>{say('坐标系', 'Coordinates')}</dt>
          <dd>{say('CGCS2000，度（EPSG:4490）', 'CGCS2000, degrees (EPSG:4490)')}</dd>
          {asOf !== undefined && (
            <>
              <dt>{say('数据时间', 'As of')}</dt>
              <dd>{moment(asOf)}</dd>
            </>
          )}
          {shapeless > 0 && (
            <>
              <dt>{say('没有图形', 'Without a shape')}</dt>
              <dd>{say(`${number(shapeless)} 条`, `${number(shapeless)} rows`)}</dd>
            </>
          )}
        </dl>
        <RouterLink to={`/directory/${resource.id}`}>{say('资源详情', 'The resource')}</RouterLink>
      </section>
    );

    const features = () => (
      <section aria-labelledby="features">
        <h2 id="features">{say('列表', 'List')}</h2>
        <ElForm labelPosition="top" {...{ onSubmit: (event: Event) => event.preventDefault() }}>
          <ElFormItem label={say('按名称或代码查找', 'Find by name or code')} for="find">
            <ElInput id="find" v-model={words.value} clearable />
          </ElFormItem>
        </ElForm>
        <p class="map-note" role="status">
          {say(`${number(shown.value.length)} 项`, `${number(shown.value.length)} shown`)}
        </p>
        {shown.value.length > 0 && (
          <ul class="features">
            {shown.value.map(({ key, name, layer }) => (
              <li key={key}>
                <button type="button" aria-pressed={key === chosen.value} onClick={() => choose(key)}>
                  <span>{name}</span>
                  <small>{layerWord(layer)}</small>
                </button>
              </li>
            ))}
          </ul>
        )}
      </section>
    );

    const mapPart = (found: Coverage) => (
      <div class="map-columns">
        <div>
          <div class="map-box">
            <fieldset class="map-tools" aria-label={say('地图操作', 'Map tools')}>
              <ElButton {...{ 'aria-label': say('放大', 'Closer') }} onClick={() => map.value?.zoom(1)}>
                +
              </ElButton>
              <ElButton {...{ 'aria-label': say('缩小', 'Farther') }} onClick={() => map.value?.zoom(-1)}>
                −
              </ElButton>
              <ElButton onClick={() => map.value?.whole()}>{say('全图', 'All')}</ElButton>
            </fieldset>
            <div
              ref={place}
              class="map-place"
              tabindex={0}
              role="application"
              aria-label={say(
                `地图：${summary(found)}。方向键移动，加减号缩放；内容与旁边的列表相同。`,
                `Map: ${summary(found)}. Arrows move, plus and minus zoom; the list beside it says the same.`,
              )}
            />
          </div>
          {counts.value.size > 1 && (
            <ElCheckboxGroup
              v-model={layers.value}
              class="ticks"
              {...{ 'aria-label': say('显示哪些', 'What is shown') }}
            >
              {[...counts.value].map(([layer, count]) => (
                <ElCheckbox key={layer} value={layer}>
                  {say(`${layerWord(layer)}（${number(count)}）`, `${layerWord(layer)} (${number(count)})`)}
                </ElCheckbox>
              ))}
            </ElCheckboxGroup>
          )}
          {found.because !== undefined && (
            <p class="warned" role="status">
              <span aria-hidden="true">▲ </span>
              {found.because.words()}{' '}
              {found.because.next !== undefined && (
                <RouterLink to={found.because.next.to}>{found.because.next.words()}</RouterLink>
              )}
            </p>
          )}
          {found.resource.synthetic && (
            <p class="map-note">
              {say(
                '该资源注明含有生成的数据：图形仅供演示，不作测量。',
                'The resource says that it holds generated data: the shapes are for show, not for measuring.',
              )}
            </p>
          )}
        </div>
        <div>
          {selected.value !== undefined && details(found, selected.value)}
          {found.shapes.length > 0 && features()}
          {facts(found)}
        </div>
      </div>
    );

    return () => (
      <>
        <PageHeading
          title={say('空间资源地图', 'Map of spatial resources')}
          about={say(
            '选择一项空间资源，看它覆盖哪里；不用地图也能从列表查到同样的内容。',
            'Choose a spatial resource and see what it covers; the list says the same without the map.',
          )}
        />
        <Asked of={list}>
          {() =>
            (list.value.value ?? []).length === 0 ? (
              <EmptyNote
                title={say('目录中还没有空间资源', 'No spatial resource in the directory yet')}
                next={say(
                  '“自然资源和空间地理”类的资源发布后会出现在这里。',
                  'Resources of the class of natural resources and geography stand here once they are published.',
                )}
              />
            ) : (
              <ElForm class="filters" labelPosition="top" {...{ onSubmit: (event: Event) => event.preventDefault() }}>
                <ElFormItem label={say('空间资源', 'Spatial resource')} for="resource">
                  <ElSelect id="resource" v-model={id.value} {...{ 'aria-label': say('空间资源', 'Spatial resource') }}>
                    {(list.value.value ?? []).map((line) => (
                      <ElOption key={line.id} value={line.id} label={choiceWord(line)} />
                    ))}
                  </ElSelect>
                </ElFormItem>
              </ElForm>
            )
          }
        </Asked>
        <Asked of={coverage}>{() => held.value !== undefined && mapPart(held.value)}</Asked>
      </>
    );
  },
});

function degrees(value: number): string {
  return `${number(value, 3)}°`;
}

function valueWord(value: unknown): string {
  if (value === undefined || value === null || value === '') return '—';
  if (typeof value === 'number') return number(value, 6);
  const text = String(value);
  return text === 'real' ? say('真实', 'real') : text === 'synthetic' ? say('生成', 'generated') : layerWord(text);
}
