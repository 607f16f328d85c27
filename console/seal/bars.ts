import { BarChart } from 'echarts/charts';
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

echarts.use([BarChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

/** Draws stacked bars and keeps them as wide as their place. @returns ends it */
export function drawBars(
  place: HTMLElement,
  given: {
    readonly labels: readonly string[];
    readonly series: readonly { readonly name: string; readonly colour: string; readonly values: readonly number[] }[];
  },
): () => void {
  const chart = echarts.init(place);
  chart.setOption({
    animation: false,
    // Drawn on the canvas: a tooltip of HTML would bring styles that the pages' policy refuses.
    tooltip: { trigger: 'axis', renderMode: 'richText' },
    legend: { bottom: 0 },
    grid: { left: 40, right: 16, top: 16, bottom: 48 },
    xAxis: { type: 'category', data: [...given.labels] },
    yAxis: { type: 'value', minInterval: 1 },
    series: given.series.map(({ name, colour, values }) => ({
      ...{ name, type: 'bar', stack: 'all', data: [...values], itemStyle: { color: colour } },
    })),
  });
  const watching = new ResizeObserver(() => chart.resize());
  watching.observe(place);
  return () => {
    watching.disconnect();
    chart.dispose();
  };
}
