import type { EChartsCoreOption, EChartsType } from 'echarts/core';
import { defineComponent, onBeforeUnmount, type PropType, ref, watch } from 'vue';
import { say } from '../language/language.ts';

/** Loaded when the first chart is drawn: the parts that charts here are made of. */
async function loadCharts() {
  const [core, charts, components, renderers] = await Promise.all([
    import('echarts/core'),
    import('echarts/charts'),
    import('echarts/components'),
    import('echarts/renderers'),
  ]);
  core.use([
    ...[charts.BarChart, charts.LineChart],
    ...[
      components.GridComponent,
      components.LegendComponent,
      components.TooltipComponent,
      components.MarkLineComponent,
    ],
    components.AriaComponent,
    renderers.CanvasRenderer,
  ]);
  return core;
}

/** The house's colours in charts, told apart by lightness as well. */
export const inks = ['#2c5c4f', '#c58a1a', '#7a9c92', '#a61b1b'] as const;

const animated = () => !window.matchMedia('(prefers-reduced-motion: reduce)').matches;

/** A chart with its figures in words: a line that says what it shows, and the table behind it, in the default slot. */
export const Chart = defineComponent({
  props: {
    title: { type: String, required: true },
    /** What is seen in it, in a sentence. */
    summary: { type: String, required: true },
    option: { type: Object as PropType<EChartsCoreOption>, required: true },
    /** Pixels. */
    height: { type: Number, default: 280 },
  },
  setup(props, { slots }) {
    const place = ref<HTMLElement>();
    let chart: EChartsType | undefined;
    let gone = false;
    const observer = new ResizeObserver(() => chart?.resize());
    const draw = () =>
      chart?.setOption(
        {
          animation: animated(),
          aria: {
            enabled: true,
            decal: { show: Array.isArray(props.option.series) && props.option.series.length > 1 },
            label: { enabled: false },
          },
          color: [...inks],
          textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
          ...props.option,
        },
        { notMerge: true },
      );
    watch(
      place,
      async (element) => {
        if (element === undefined || chart !== undefined) return;
        const core = await loadCharts();
        if (gone || place.value === undefined) return;
        chart = core.init(place.value);
        observer.observe(place.value);
        draw();
      },
      { flush: 'post' },
    );
    watch(() => props.option, draw);
    onBeforeUnmount(() => {
      gone = true;
      observer.disconnect();
      chart?.dispose();
    });
    return () => (
      <figure class="chart">
        <figcaption>
          <h3>{props.title}</h3>
          <p>{props.summary}</p>
        </figcaption>
        <div
          ref={place}
          class="chart-place"
          style={{ height: `${props.height}px` }}
          role="img"
          aria-label={`${props.title}${say('：', ': ')}${props.summary}`}
        />
        <details>
          <summary>{say('以表格查看', 'See it as a table')}</summary>
          {slots.default?.()}
        </details>
      </figure>
    );
  },
});
