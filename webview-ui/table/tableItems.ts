import type { RunConfig } from '../../src/core/results/runConfig.js';
import type { TableSort } from '../../src/protocol/viewState.js';
import type { RankedSweep } from '../store/rankedSweep.js';
import type { TableColumn } from './tableColumn.js';
import type { MeasuredItem, TableItem, UnmeasuredItem } from './tableItem.js';

/** Rows of the performance table in rank order: passing, failing, then what has no numbers. */
export function performanceItems(ranked: RankedSweep): TableItem[] {
  const items = runConfigsShown(ranked).flatMap((runConfig) =>
    runConfig.models.map((model) => measuredItem(ranked, runConfig, model)),
  );
  const unmeasured = ranked.sweep.content.unmeasured.map(
    (scenario): UnmeasuredItem => ({ kind: 'unmeasured', key: `? ${scenario.id}`, scenario }),
  );
  return [...items, ...unmeasured];
}

/** Rows of the GPU table: one GPU after another, each in rank order, so that its scenarios can be compared. */
export function gpuItems(ranked: RankedSweep): MeasuredItem[] {
  const byNumber = new Intl.Collator('en', { numeric: true }).compare;
  const shown = runConfigsShown(ranked);
  return [...ranked.sweep.results.gpus]
    .sort(byNumber)
    .flatMap((gpu) =>
      shown.filter(({ gpus }) => gpus.includes(gpu)).map((runConfig) => measuredItem(ranked, runConfig, gpu)),
    );
}

function measuredItem({ rankByName }: RankedSweep, runConfig: RunConfig, subject: string): MeasuredItem {
  const { name } = runConfig;
  return { kind: 'measured', key: `${name} ${subject}`, runConfig, subject, rank: rankByName.get(name) ?? null };
}

function runConfigsShown({ passing, failing, view }: RankedSweep): readonly RunConfig[] {
  return view.failing === 'hide' ? passing : [...passing, ...failing];
}

/** Sorts by a column; what has no value stays last in either direction, and equal ones stay in rank order. */
export function sortItems(items: TableItem[], columns: readonly TableColumn[], sort: TableSort): TableItem[] {
  const column = columns.find(({ id }) => id === sort.column);
  if (column === undefined || (sort.column === 'rank' && !sort.descending)) return items;
  const sign = sort.descending ? -1 : 1;
  const keyed = items.map((item) => ({ item, value: item.kind === 'measured' ? column.sortValue(item) : undefined }));
  const collator = new Intl.Collator('en', { numeric: true });
  keyed.sort(({ value: a }, { value: b }) => {
    if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
    return sign * (typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b)));
  });
  return keyed.map(({ item }) => item);
}

/** The sort after a click on a column's head: the same column turns round, another one begins with its better end. */
export function nextSort(sort: TableSort, { id, startsDescending }: TableColumn): TableSort {
  return { column: id, descending: sort.column === id ? !sort.descending : startsDescending };
}
