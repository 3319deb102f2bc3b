import * as vscode from 'vscode';
import type { CheckpointStore } from '../checkpoints/checkpointStore.js';
import { contextKeys } from '../ids.js';
import { listRecords, type RecordMetric, type RecordStatistic, type RecordSubject } from './recordList.js';

/** A model or GPU, one of its metrics, or a record. */
export type RecordNode =
  | { readonly kind: 'subject'; readonly subject: RecordSubject }
  | { readonly kind: 'metric'; readonly metric: RecordMetric }
  | { readonly kind: 'record'; readonly record: RecordStatistic };

/** A run config of a checkpoint. */
export interface RunConfigChoice {
  readonly uri: vscode.Uri;
  readonly name: string;
  /** As people know it: `concurrency=8`. */
  readonly title: string;
}

/** The records of the scenario that is selected. */
export class RecordsTree implements vscode.TreeDataProvider<RecordNode>, vscode.Disposable {
  readonly #store: CheckpointStore;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #owned: vscode.Disposable[];
  #choice: RunConfigChoice | undefined;
  #filter = '';
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(store: CheckpointStore) {
    this.#store = store;
    this.#owned = [
      this.#changed,
      store.onDidChange((uri) => {
        if (uri.toString() === this.#choice?.uri.toString()) this.#changed.fire(undefined);
      }),
    ];
  }

  /** The scenario whose records are shown. */
  get choice(): RunConfigChoice | undefined {
    return this.#choice;
  }

  /** Shows a scenario's records. */
  show(choice: RunConfigChoice | undefined): void {
    this.#choice = choice;
    this.#changed.fire(undefined);
  }

  /** Words that records have to match; empty for all. */
  get filter(): string {
    return this.#filter;
  }

  set filter(filter: string) {
    this.#filter = filter.trim();
    void vscode.commands.executeCommand('setContext', contextKeys.recordsFiltered, this.#filter !== '');
    this.#changed.fire(undefined);
  }

  dispose(): void {
    for (const each of this.#owned) each.dispose();
  }

  getChildren(node?: RecordNode): RecordNode[] {
    if (node === undefined) return this.#subjects().map((subject) => ({ kind: 'subject', subject }));
    if (node.kind === 'subject') return node.subject.metrics.map((metric) => ({ kind: 'metric', metric }));
    return node.kind === 'metric' ? node.metric.statistics.map((record) => ({ kind: 'record', record })) : [];
  }

  getTreeItem(node: RecordNode): vscode.TreeItem {
    switch (node.kind) {
      case 'subject':
        return subjectItem(node.subject);
      case 'metric':
        return metricItem(node.metric, this.#filter !== '');
      case 'record':
        return recordItem(node.record);
    }
  }

  #subjects(): RecordSubject[] {
    if (this.#choice === undefined) return [];
    const state = this.#store.get(this.#choice.uri);
    const runConfig = state?.kind === 'open' ? state.checkpoint.results.get(this.#choice.name) : undefined;
    return runConfig === undefined ? [] : listRecords(runConfig, this.#filter);
  }
}

function subjectItem({ kind, name }: RecordSubject): vscode.TreeItem {
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Expanded);
  item.id = `${kind} ${name}`;
  item.contextValue = 'subject';
  item.iconPath = new vscode.ThemeIcon(kind === 'model' ? 'symbol-class' : 'chip');
  item.description = kind === 'model' ? vscode.l10n.t('model') : 'GPU';
  return item;
}

/** A metric of one number shows it at once; of the others its average. */
function metricItem({ id, title, statistics, unit }: RecordMetric, isFiltered: boolean): vscode.TreeItem {
  const [only, ...more] = statistics;
  if (only !== undefined && more.length === 0 && !isFiltered) return singleItem(title, only);
  const state = isFiltered ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
  const item = new vscode.TreeItem(title, state);
  item.id = `${id} ${isFiltered}`;
  item.contextValue = 'metric';
  const average = statistics.find(({ statistic }) => statistic === 'avg');
  item.description = average === undefined ? unit : `avg ${average.text} ${unit}`;
  return item;
}

function singleItem(title: string, record: RecordStatistic): vscode.TreeItem {
  const item = recordItem(record);
  item.label = title;
  item.accessibilityInformation = { label: `${title}: ${record.text} ${record.unit}` };
  return item;
}

function recordItem({ id, statistic, text, unit, tag, value }: RecordStatistic): vscode.TreeItem {
  const item = new vscode.TreeItem(statistic);
  item.id = id;
  item.contextValue = 'record';
  item.description = `${text} ${unit}`;
  item.tooltip = new vscode.MarkdownString(`\`${tag}\`\n\n${value} ${unit}`);
  item.accessibilityInformation = { label: `${statistic}: ${text} ${unit}` };
  return item;
}
