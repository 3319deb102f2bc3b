import * as vscode from 'vscode';
import { metricTitle } from '../../core/metrics/format.js';
import { metricOf } from '../../core/metrics/tags.js';
import type { ConstraintSetting } from '../../protocol/viewState.js';
import { commandIds } from '../ids.js';
import type { CommandActions } from '../runCommand.js';
import { hasDirection, withConstraint, withObjective } from '../view/changeView.js';
import type { ViewStore } from '../view/viewStore.js';
import type { RecordStatistic } from './recordList.js';
import type { RecordNode, RecordsTree } from './recordsTree.js';

/** What can be done in the Records view. */
export function recordsCommands(tree: RecordsTree, views: ViewStore) {
  return {
    [commandIds.copyRecordValue]: (node) =>
      withRecord(node, ({ value }) => vscode.env.clipboard.writeText(String(value))),
    [commandIds.copyRecordTag]: (node) => withRecord(node, ({ tag }) => vscode.env.clipboard.writeText(tag)),
    [commandIds.useAsObjective]: (node) => withRecord(node, (record) => useAsObjective(record, views)),
    [commandIds.addAsConstraint]: (node) => withRecord(node, (record) => addAsConstraint(record, views)),
    [commandIds.filterRecords]: () => askFilter(tree),
    [commandIds.clearRecordsFilter]: () => {
      tree.filter = '';
    },
  } satisfies CommandActions;
}

/** A metric with one number stands for it. */
function withRecord(node: unknown, action: (record: RecordStatistic) => unknown): unknown {
  const { kind, ...rest } = (node ?? { kind: undefined }) as RecordNode;
  if (kind === 'record') return action((rest as { record: RecordStatistic }).record);
  const only = kind === 'metric' ? (rest as Extract<RecordNode, { kind: 'metric' }>).metric.statistics[0] : undefined;
  return only === undefined ? undefined : action(only);
}

async function useAsObjective({ tag }: RecordStatistic, views: ViewStore): Promise<void> {
  const direction = hasDirection(tag) ? null : await askDirection(metricTitle(metricOf(tag)));
  if (direction === undefined) return;
  await views.save(withObjective(views.current, tag, direction));
}

async function askDirection(title: string): Promise<'lower' | 'higher' | undefined> {
  const items = [
    { label: vscode.l10n.t('Lower is better'), direction: 'lower' as const },
    { label: vscode.l10n.t('Higher is better'), direction: 'higher' as const },
  ];
  return (await vscode.window.showQuickPick(items, { title }))?.direction;
}

async function addAsConstraint({ tag, text, unit }: RecordStatistic, views: ViewStore): Promise<void> {
  const metric = metricOf(tag);
  const usual = metric.family.direction === 'higher' ? '>' : '<';
  const typed = await vscode.window.showInputBox({
    title: metricTitle(metric),
    prompt: vscode.l10n.t(
      'The limit in {0}, with an operator if you like: {1} means {2}.',
      unit,
      text,
      `${usual} ${text}`,
    ),
    value: `${usual} ${text}`,
    validateInput: (value) =>
      parseLimit(value, usual) === undefined ? vscode.l10n.t('Write a number such as {0}.', `< ${text}`) : undefined,
  });
  const limit = typed === undefined ? undefined : parseLimit(typed, usual);
  if (limit === undefined) return;
  await views.save(withConstraint(views.current, { model: null, tag, ...limit }));
}

function parseLimit(text: string, usual: '<' | '>'): Pick<ConstraintSetting, 'operator' | 'limit'> | undefined {
  const match = /^\s*(<=|>=|<|>)?\s*(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*$/i.exec(text);
  if (match === null) return undefined;
  return { operator: (match[1] as ConstraintSetting['operator'] | undefined) ?? usual, limit: Number(match[2]) };
}

async function askFilter(tree: RecordsTree): Promise<void> {
  const filter = await vscode.window.showInputBox({
    title: vscode.l10n.t('Filter Records'),
    prompt: vscode.l10n.t('Words of the metric, its statistic or its tag: "first token p99".'),
    value: tree.filter,
  });
  if (filter !== undefined) tree.filter = filter;
}
