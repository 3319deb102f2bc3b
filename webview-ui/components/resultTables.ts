import { css, html, nothing, type TemplateResult } from 'lit';
import type { UnmeasuredScenario } from '../../src/protocol/pageContent.js';
import type { TableSort } from '../../src/protocol/viewState.js';
import type { RankedSweep } from '../store/rankedSweep.js';
import { deviceColumns, performanceColumns } from '../table/columns.js';
import { tableText } from '../table/copyTable.js';
import type { TableColumn } from '../table/tableColumn.js';
import type { MeasuredItem } from '../table/tableItem.js';
import { nextSort, TableRows } from '../table/tableRows.js';
import { t } from '../words/l10n.js';
import { settingNumber } from '../words/numbers.js';
import type { ColumnsKey } from './columnChooser.js';
import type { DataTable } from './dataTable.js';
import { sharedStyles } from './sharedStyles.js';
import { StoreElement } from './storeElement.js';
import './columnChooser.js';
import './dataTable.js';
import './menu.js';
import './rowDetails.js';

interface ShownTable {
  readonly title: string;
  readonly columns: readonly TableColumn[];
  readonly rows: TableRows;
  readonly sortKey: 'performanceSort' | 'gpuSort' | 'serverSort';
  readonly columnsKey: ColumnsKey;
}

/** The performance table, and those of the GPUs and servers that told of themselves. */
export class ResultTables extends StoreElement {
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 20px;
        align-content: start;
      }
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 8px;
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: center;
      }
      .head h2 {
        margin-inline-end: auto;
      }
      .hidden {
        display: flex;
        gap: 8px;
        align-items: center;
      }
      .link {
        color: var(--vscode-textLink-foreground);
        text-decoration: underline;
      }
    `,
  ];
  #revealed: string | null = null;
  #built:
    | { readonly ranked: RankedSweep; readonly performance: ShownTable; readonly devices: readonly ShownTable[] }
    | undefined;

  protected override render() {
    const { ranked } = this.store;
    if (ranked === undefined) return nothing;
    // Built again for another ranking or view only, not when a row opens or a sweep makes progress.
    if (this.#built?.ranked !== ranked) this.#built = { ranked, ...tablesOf(ranked) };
    const { performance, devices } = this.#built;
    return html`
      ${performance.rows.length === 0 && this.#hiddenRows(ranked) === 0 ? nothing : this.#table(performance, this.#failing(ranked))}
      ${devices.map((table) => (table.rows.length === 0 ? nothing : this.#table(table, nothing)))}
    `;
  }

  protected override updated(): void {
    const { opened } = this.store;
    // Before there are results it waits for them.
    if (opened === this.#revealed || this.#built === undefined) return;
    this.#revealed = opened;
    const key = this.#openedKey();
    if (key !== null) void this.renderRoot.querySelector<DataTable>('sweep-data-table')?.reveal(key);
  }

  #openedKey(): string | null {
    const { opened } = this.store;
    return (opened !== null && this.#built?.performance.rows.keyOf(opened)) || null;
  }

  #table({ title, columns, rows, sortKey, columnsKey }: ShownTable, tools: TemplateResult | typeof nothing) {
    const isPerformance = sortKey === 'performanceSort';
    const { view, store } = { view: this.store.view, store: this.store };
    const copy = (format: 'csv' | 'markdown') => store.act('copyText', { text: tableText(columns, rows, format) });
    const exports = [
      { label: t('Copy as Markdown'), run: () => copy('markdown') },
      { label: t('Copy as CSV'), run: () => copy('csv') },
    ];
    return html`<section aria-label=${title}>
      <div class="head">
        <h2>${title}</h2>
        ${tools}
        <sweep-menu .label=${t('Copy')} .items=${exports}></sweep-menu>
        <sweep-column-chooser .store=${store} .columns=${columnsKey}></sweep-column-chooser>
      </div>
      <sweep-data-table
        .label=${t('{0}, {1} rows', title, settingNumber(rows.length))}
        .columns=${columns}
        .rows=${rows}
        .sort=${view[sortKey] satisfies TableSort}
        .opened=${isPerformance ? this.#openedKey() : null}
        .details=${isPerformance ? this.#details : undefined}
        .dimsFailing=${view.failing === 'dim'}
        .canRun=${store.content?.runnable.allowed ?? false}
        @sort=${({ detail }: CustomEvent<TableColumn>) => store.change({ [sortKey]: nextSort(view[sortKey], detail) })}
        @toggle=${({ detail }: CustomEvent<MeasuredItem>) => this.#toggle(detail)}
        @again=${({ detail }: CustomEvent<UnmeasuredScenario>) => store.act('runAgain', { name: null, id: detail.id })}
      ></sweep-data-table>
      ${isPerformance ? this.#hiddenNote() : nothing}
    </section>`;
  }

  readonly #details = ({ runConfig }: MeasuredItem) =>
    html`<sweep-row-details .store=${this.store} .runConfig=${runConfig}></sweep-row-details>`;

  #toggle({ runConfig: { name } }: MeasuredItem): void {
    this.#revealed = name;
    this.store.open(this.store.opened === name ? null : name);
  }

  #failing({ sweep }: RankedSweep) {
    if (sweep.results.constraints === undefined) return nothing;
    const { failing } = this.store.view;
    return html`<tk-checkbox
        .checked=${failing === 'dim'}
        @change=${(event: Event) => this.#setFailing(event, 'dim')}
        >${t('Dim failing')}</tk-checkbox
      ><tk-checkbox .checked=${failing === 'hide'} @change=${(event: Event) => this.#setFailing(event, 'hide')}
        >${t('Hide failing')}</tk-checkbox
      >`;
  }

  #setFailing(event: Event, mode: 'dim' | 'hide'): void {
    const { checked } = event.target as HTMLInputElement;
    const { failing } = this.store.view;
    // The control also reports changes that the page itself made.
    if (checked === (failing === mode)) return;
    this.store.change({ failing: checked ? mode : 'show' });
  }

  #hiddenRows({ failing, view }: RankedSweep): number {
    return view.failing === 'hide' ? failing.length : 0;
  }

  #hiddenNote() {
    const hidden = this.store.ranked === undefined ? 0 : this.#hiddenRows(this.store.ranked);
    if (hidden === 0) return nothing;
    return html`<p class="hidden muted">
      ${hidden === 1 ? t('1 scenario that breaks a constraint is hidden.') : t('{0} scenarios that break a constraint are hidden.', settingNumber(hidden))}
      <button class="plain link" @click=${() => this.store.change({ failing: 'show' })}>${t('Show')}</button>
    </p>`;
  }
}

function tablesOf(ranked: RankedSweep): { performance: ShownTable; devices: ShownTable[] } {
  const { view } = ranked;
  const performance = performanceColumns(ranked);
  const gpu = deviceColumns(ranked, 'gpu');
  const server = deviceColumns(ranked, 'server');
  return {
    performance: {
      title: t('Performance'),
      columns: performance,
      rows: TableRows.ofModels(ranked).sorted(performance, view.performanceSort),
      sortKey: 'performanceSort',
      columnsKey: 'performanceColumns',
    },
    devices: [
      {
        title: 'GPU',
        columns: gpu,
        rows: TableRows.ofDevices(ranked, 'gpus').sorted(gpu, view.gpuSort),
        sortKey: 'gpuSort',
        columnsKey: 'gpuColumns',
      },
      {
        title: t('Server'),
        columns: server,
        rows: TableRows.ofDevices(ranked, 'servers').sorted(server, view.serverSort),
        sortKey: 'serverSort',
        columnsKey: 'serverColumns',
      },
    ],
  };
}

customElements.define('sweep-tables', ResultTables);
