import type { EChartsCoreOption } from 'echarts/core';
import { day, number, percent } from '../language/format.ts';
import { say } from '../language/language.ts';
import { organisationName } from '../sharing/reference.ts';
import { age, byDay, type Department, type Measured, type Uses } from './measures.ts';

/** Tooltips are drawn, not written into the page as text of its own. */
const tooltip = { trigger: 'axis', renderMode: 'richText', axisPointer: { type: 'shadow' } } as const;

/** Beyond this a bar says "much too old", however much. */
const mostShown = 2.5;

/** How much of the age that was promised at most the data reached: all of it or less is a promise kept. */
export function freshnessOption(measured: readonly Measured[]): EChartsCoreOption {
  const shown = [...measured].reverse().map(({ line, stats: { updateCycle } }) => {
    const { declared, ageSeconds } = updateCycle;
    const longest = declared?.longestAgeSeconds;
    const share = ageSeconds === undefined || longest === undefined ? undefined : ageSeconds / longest;
    return { name: say(line.name, line.nameEn), share, ageSeconds, longest };
  });
  return {
    grid: { left: 8, right: 96, top: 24, bottom: 8, containLabel: true },
    xAxis: {
      type: 'value',
      min: 0,
      max: Math.ceil(Math.max(1.5, ...shown.map(({ share = 0 }) => Math.min(share, mostShown))) * 2) / 2,
      interval: 0.5,
      axisLabel: { hideOverlap: true, formatter: (value: number) => percent(value, 0) },
    },
    yAxis: { type: 'category', data: shown.map(({ name }) => name), axisLabel: { width: 110, overflow: 'break' } },
    series: [
      {
        type: 'bar',
        barMaxWidth: 22,
        data: shown.map(({ share }) => ({
          value: share === undefined ? 0 : Math.min(share, mostShown),
          itemStyle: { color: share !== undefined && share > 1 ? '#a61b1b' : '#2c5c4f' },
        })),
        label: {
          show: true,
          position: 'right',
          formatter: ({ dataIndex }: { dataIndex: number }) => {
            const each = shown[dataIndex];
            if (each?.ageSeconds === undefined) return say('尚无实测', 'not measured');
            return `${(each.share ?? 0) > 1 ? '✕' : '✓'} ${age(each.ageSeconds)}`;
          },
        },
        markLine: {
          silent: true,
          symbol: 'none',
          lineStyle: { color: '#22281f', type: 'dashed', width: 2 },
          label: { formatter: say('承诺', 'promised'), position: 'end' },
          data: [{ xAxis: 1 }],
        },
      },
    ],
  };
}

/** What was answered and what failed, day by day. */
export function answersOption(measured: readonly Measured[]): EChartsCoreOption {
  const days = byDay(measured);
  return {
    legend: { bottom: 0 },
    grid: { left: 8, right: 16, top: 16, bottom: 40, containLabel: true },
    tooltip,
    xAxis: { type: 'category', data: days.map((each) => day(each.day)), axisLabel: { hideOverlap: true } },
    yAxis: { type: 'value', minInterval: 1 },
    series: [
      {
        type: 'bar',
        stack: 'all',
        barMaxWidth: 28,
        name: say('应答', 'Answered'),
        data: days.map(({ answered }) => answered),
      },
      {
        type: 'bar',
        stack: 'all',
        barMaxWidth: 28,
        name: say('失败', 'Failed'),
        itemStyle: { color: '#a61b1b' },
        data: days.map(({ failed }) => failed),
      },
    ],
  };
}

/** What waits and what was answered, by kind. */
export function clocksOption(department: Department | undefined): EChartsCoreOption {
  const { applications, demands, objections } = department?.answerClocks ?? {};
  const kinds = [applications, demands, objections];
  const series = (name: string, color: string, values: readonly number[]) => ({
    type: 'bar',
    stack: 'all',
    barMaxWidth: 28,
    name,
    itemStyle: { color },
    data: values,
  });
  return {
    legend: { bottom: 0 },
    // The legend takes two lines where the window is narrow.
    grid: { left: 8, right: 24, top: 8, bottom: 68, containLabel: true },
    tooltip,
    xAxis: { type: 'value', minInterval: 1 },
    yAxis: {
      type: 'category',
      inverse: true,
      data: [say('共享申请', 'Applications'), say('数据需求', 'Demands'), say('数据异议', 'Objections')],
    },
    series: [
      series(
        say('按时办结', 'In time'),
        '#2c5c4f',
        kinds.map((kept) => kept?.inTime ?? 0),
      ),
      series(
        say('超期办结', 'Answered late'),
        '#c58a1a',
        kinds.map((kept) => (kept?.answered ?? 0) - (kept?.inTime ?? 0)),
      ),
      series(
        say('在办', 'Open'),
        '#7a9c92',
        kinds.map((kept) => (kept?.open ?? 0) - (kept?.overdue ?? 0)),
      ),
      series(
        say('超期未办', 'Overdue'),
        '#a61b1b',
        kinds.map((kept) => kept?.overdue ?? 0),
      ),
    ],
  };
}

/** The matters that use the most; the table has all of them. */
export function usesOption(uses: Uses | undefined): EChartsCoreOption {
  const byMatter = new Map<string, { name: string; answered: number }>();
  for (const { matter, matterName, consumer, answered } of uses?.items ?? []) {
    const key = `${consumer} ${matter}`;
    const before = byMatter.get(key)?.answered ?? 0;
    byMatter.set(key, { name: `${matterName ?? matter} · ${organisationName(consumer)}`, answered: before + answered });
  }
  const shown = [...byMatter.values()].sort((a, b) => b.answered - a.answered).slice(0, 12);
  return {
    grid: { left: 8, right: 72, top: 8, bottom: 24, containLabel: true },
    tooltip,
    xAxis: { type: 'value', minInterval: 1 },
    yAxis: {
      type: 'category',
      inverse: true,
      data: shown.map(({ name }) => name),
      axisLabel: { width: 130, overflow: 'break' },
    },
    series: [
      {
        type: 'bar',
        barMaxWidth: 22,
        name: say('次数', 'Queries'),
        data: shown.map(({ answered }) => answered),
        label: { show: true, position: 'right', formatter: ({ value }: { value: number }) => number(value) },
      },
    ],
  };
}
