import type { ResourceCensus } from '../generated/schemas.ts';
import type { ResourceColumn } from './columns.ts';
import type { RecordCells } from './record-cells.ts';

type Figures = NonNullable<ResourceCensus['storageGigabytes']>;

const storageColumns = ['storageTotal', 'storageShared', 'storageOpen'] as const;
const recordsColumns = ['recordsTotal', 'recordsShared', 'recordsOpen'] as const;

/** Reads what the census (信息资源普查) found; a workbook without its columns leaves what is stored. */
export function readCensus(cells: RecordCells, stored: ResourceCensus | undefined): ResourceCensus | undefined {
  const { day, empty, figure, text } = cells;
  if (!cells.has('system', 'duty', 'asOf', ...storageColumns, ...recordsColumns)) return stored;
  const system = text('system', '/census/system', stored?.system);
  const duty = text('duty', '/census/duty', stored?.duty);
  const asOf = day('asOf', '/census/asOf', stored?.asOf);
  const storage = figures('storageGigabytes', storageColumns);
  const records = figures('recordsTenThousand', recordsColumns);
  if (system === undefined) {
    const isTaken = [duty, asOf, storage, records].some((part) => part !== undefined);
    if (isTaken) empty('/census/system', '缺少所属信息系统', 'the system that holds it is missing');
    return undefined;
  }
  return {
    system,
    ...(duty === undefined ? {} : { duty }),
    ...(asOf === undefined ? {} : { asOf }),
    ...(storage === undefined ? {} : { storageGigabytes: storage }),
    ...(records === undefined ? {} : { recordsTenThousand: records }),
  };

  function figures(
    member: 'storageGigabytes' | 'recordsTenThousand',
    [totalColumn, sharedColumn, openColumn]: readonly [ResourceColumn, ResourceColumn, ResourceColumn],
  ): Figures | undefined {
    const at = (part: string) => `/census/${member}/${part}`;
    const total = figure(totalColumn, at('total'), stored?.[member]?.total);
    const shared = figure(sharedColumn, at('shared'), stored?.[member]?.shared);
    const open = figure(openColumn, at('open'), stored?.[member]?.open);
    if (total === undefined) {
      if (shared !== undefined || open !== undefined) empty(at('total'), '缺少总量', 'the total is missing');
      return undefined;
    }
    return { total, ...(shared === undefined ? {} : { shared }), ...(open === undefined ? {} : { open }) };
  }
}
