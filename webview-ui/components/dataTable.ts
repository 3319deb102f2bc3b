import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import { isMetricTag } from '../../src/core/metrics/tags.js';
import type { TableSort } from '../../src/protocol/viewState.js';
import {
  type OpenRow,
  rowHeightPx,
  rowsInSight,
  type Sight,
  scrollTopFor,
  startOf,
  totalHeight,
} from '../table/rowWindow.js';
import type { TableColumn } from '../table/tableColumn.js';
import type { MeasuredItem, TableItem, UnmeasuredItem } from '../table/tableItem.js';
import type { TableRows } from '../table/tableRows.js';
import { t } from '../words/l10n.js';
import { settingNumber } from '../words/numbers.js';
import { parameterName } from '../words/parameterNames.js';
import { dataTableStyles } from './dataTableStyles.js';
import { icon } from './icons.js';
import { RowSlots } from './rowSlots.js';
import { sharedStyles } from './sharedStyles.js';

/** `#` and the scenario stay in sight. */
const stickyColumns = 2;
/** Until the table has a height. */
const firstHeightPx = 600;

/** What stands under an open row. */
export type RowDetails = (item: MeasuredItem) => TemplateResult;

/**
 * A table of any length: only the rows in sight are in the document. Fires `sort` with a column, `toggle` with a measured
 * item, and `again` with a scenario that has no numbers.
 */
export class DataTable extends LitElement {
  static override properties = {
    label: {},
    columns: { attribute: false },
    rows: { attribute: false },
    sort: { attribute: false },
    opened: {},
    details: { attribute: false },
    dimsFailing: { type: Boolean },
    canRun: { type: Boolean },
    detailsHeightPx: { state: true },
    sight: { state: true },
  };
  static override styles = [sharedStyles, dataTableStyles];
  declare label: string;
  declare columns: readonly TableColumn[];
  declare rows: TableRows;
  declare sort: TableSort;
  /** Key of the open row; null for none. */
  declare opened: string | null;
  declare details: RowDetails | undefined;
  declare dimsFailing: boolean;
  declare canRun: boolean;
  /** Undefined until the open row was measured. */
  declare detailsHeightPx: number | undefined;
  /** What the reader has scrolled to. */
  declare sight: { readonly scrollTopPx: number; readonly heightPx: number } | undefined;
  readonly #scroller = createRef<HTMLElement>();
  readonly #detailsSize = new ResizeObserver(([entry]) => {
    if (entry !== undefined) this.detailsHeightPx = entry.borderBoxSize[0]?.blockSize ?? 0;
  });
  readonly #scrollerSize = new ResizeObserver(() => this.#look());
  readonly #slots = new RowSlots();
  #focusedKey: string | undefined;

  /** Scrolls to a row, as soon as there are rows to scroll to. */
  async reveal(key: string): Promise<void> {
    await this.updateComplete;
    this.#scrollTo(this.rows.indexOf(key));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#detailsSize.disconnect();
    this.#scrollerSize.disconnect();
  }

  protected override firstUpdated(): void {
    if (this.#scroller.value !== undefined) this.#scrollerSize.observe(this.#scroller.value);
  }

  protected override updated(changes: PropertyValues): void {
    if (!changes.has('opened') && !changes.has('rows')) return;
    this.#detailsSize.disconnect();
    const details = this.renderRoot.querySelector('.details-row');
    if (details !== null) this.#detailsSize.observe(details);
  }

  readonly #look = () => {
    const { scrollTop = 0, clientHeight = 0 } = this.#scroller.value ?? {};
    if (scrollTop === this.sight?.scrollTopPx && clientHeight === this.sight.heightPx) return;
    this.sight = { scrollTopPx: scrollTop, heightPx: clientHeight };
  };

  /** All rows have the same height, but for the open one. */
  #openRow(): OpenRow | undefined {
    if (this.opened === null || this.details === undefined) return undefined;
    const index = this.rows.indexOf(this.opened);
    return index === -1 ? undefined : { index, extraPx: this.detailsHeightPx ?? 0 };
  }

  #sightOf(open: OpenRow | undefined): Sight {
    return { rows: this.rows.length, scrollTopPx: 0, heightPx: firstHeightPx, ...this.sight, open };
  }

  #scrollTo(index: number): void {
    const scroller = this.#scroller.value;
    if (index < 0 || scroller === undefined) return;
    const { scrollTop, clientHeight } = scroller;
    // The head covers the beginning of what is in sight.
    const heightPx = clientHeight - (scroller.querySelector('.head')?.clientHeight ?? 0);
    const sight = { ...this.#sightOf(this.#openRow()), scrollTopPx: scrollTop, heightPx };
    scroller.scrollTop = scrollTopFor(index, sight);
    this.#look();
  }

  protected override render() {
    const { rows, columns } = this;
    const open = this.#openRow();
    const { first, end } = rowsInSight(this.#sightOf(open));
    const visible: { item: TableItem; index: number }[] = [];
    for (let index = first; index < end; index++) visible.push({ item: rows.at(index)!, index });
    const focused = this.#focusedKey === undefined ? -1 : rows.indexOf(this.#focusedKey);
    // A row that goes out of sight keeps the focus.
    if (focused !== -1 && focused < first) visible.unshift({ item: rows.at(focused)!, index: focused });
    if (focused >= end) visible.push({ item: rows.at(focused)!, index: focused });
    const slots = this.#slots.assign(
      visible.map(({ item }) => item.key),
      this.#focusedKey,
    );
    const focusable = focused === -1 ? visible[0]?.item.key : this.#focusedKey;
    return html`
      <div class="scroller ${open === undefined ? '' : 'tall'}" ${ref(this.#scroller)} @keydown=${this.#moveFocus} @scroll=${this.#look}>
        <div class="table" role="table" aria-label=${this.label} aria-rowcount=${rows.length + 1} .style=${this.#layout()}>
          <div class="head" role="rowgroup">
            <div class="row" role="row" aria-rowindex="1">${columns.map((column, index) => this.#head(column, index))}</div>
          </div>
          <div class="body" role="presentation" .style=${`block-size: ${totalHeight(rows.length, open)}px`}>
            ${repeat(
              visible,
              ({ item }) => slots.get(item.key)?.id,
              ({ item, index }) => html`<div
                class="item ${slots.get(item.key)?.isFresh ? 'fresh' : ''}"
                role="rowgroup"
                .style=${`transform: translateY(${startOf(index, open)}px)`}
              >
                ${item.kind === 'measured' ? this.#row(item, index, focusable === item.key) : this.#unmeasured(item, index)}
              </div>`,
            )}
          </div>
        </div>
      </div>
    `;
  }

  #layout(): string {
    const widths = this.columns.map(({ widthPx }) => widthPx);
    const total = widths.reduce((sum, width) => sum + width, 0);
    // What is left over stays empty: a stretched column tears its numbers away from their neighbours.
    const template = [...widths.map((width) => `${width}px`), 'minmax(0, 1fr)'];
    return `--columns: ${template.join(' ')}; --second: ${widths[0] ?? 0}px; min-inline-size: ${total}px`;
  }

  #head(column: TableColumn, index: number): TemplateResult {
    const { id, title, unit, fullTitle, align } = column;
    const isSorted = this.sort.column === id;
    const order = isSorted ? (this.sort.descending ? 'descending' : 'ascending') : 'none';
    return html`<div class="cell ${align} ${stickyClass(index)}" role="columnheader" aria-sort=${order}>
      <button class="plain" title=${fullTitle} @click=${() => this.#fire('sort', column)}>
        <span class="title">${title}${isSorted ? icon(this.sort.descending ? 'down' : 'up') : nothing}</span>
        ${unit === '' ? nothing : html`<span class="unit muted">(${unit})</span>`}
      </button>
    </div>`;
  }

  #row(item: MeasuredItem, index: number, isFocusable: boolean): TemplateResult {
    const isOpen = this.opened === item.key && this.details !== undefined;
    const isFailing = item.rank === null;
    const classes = `row measured ${isOpen ? 'open' : ''} ${isFailing && this.dimsFailing ? 'dim' : ''}`;
    return html`<div class=${classes} role="row" aria-rowindex=${index + 2} @click=${() => this.#fire('toggle', item)}>
        ${this.columns.map(
          (column, position) => html`<div class="cell number ${column.align} ${stickyClass(position)}" role="cell">
            ${column.id === 'scenario' ? this.#scenario(item, column, { isOpen, isFocusable }) : column.cell(item)}
          </div>`,
        )}
      </div>
      ${isOpen ? html`<div role="row" class="details-row"><div role="cell" class="details" @click=${stop}>${this.details?.(item)}</div></div>` : nothing}`;
  }

  #scenario(item: MeasuredItem, column: TableColumn, state: { isOpen: boolean; isFocusable: boolean }): TemplateResult {
    const { picture, colour, word } = standingOf(item);
    const content = html`${icon(picture, colour)}${column.cell(item)}
      <span class=${item.rank === 1 ? 'badge' : 'only-read'}>${t(word)}</span>`;
    if (this.details === undefined) return html`<span class="scenario">${content}</span>`;
    return html`<button
      class="plain scenario"
      data-key=${item.key}
      tabindex=${state.isFocusable ? 0 : -1}
      aria-expanded=${state.isOpen}
      @focus=${() => {
        this.#focusedKey = item.key;
      }}
      @click=${(event: Event) => {
        event.stopPropagation();
        this.#fire('toggle', item);
      }}
    >
      ${icon(state.isOpen ? 'down' : 'right', 'muted')}${content}
    </button>`;
  }

  #unmeasured({ scenario }: UnmeasuredItem, index: number): TemplateResult {
    const { swept, failure } = scenario;
    const leading = this.columns.slice(
      0,
      this.columns.findIndex(({ id }) => isMetricTag(id)),
    );
    const span = this.columns.length - leading.length;
    const word = failure === null ? t('planned') : t('failed');
    const name = swept
      .map(({ name: each, value }) => `${parameterName(each).word} ${settingNumber(value)}`)
      .join(' · ');
    const cellOf = (column: TableColumn) => {
      if (column.id === 'rank')
        return icon(failure === null ? 'planned' : 'failed', failure === null ? 'accent' : 'bad');
      if (column.id === 'scenario') return word;
      return settingNumber(swept.find((each) => each.name === column.parameter)?.value ?? Number.NaN);
    };
    return html`<div class="row" role="row" aria-rowindex=${index + 2}>
      ${leading.map((column, position) => html`<div class="cell number ${column.align} ${stickyClass(position)}" role="cell">${cellOf(column)}</div>`)}
      <div class="cell left" role="cell" aria-colspan=${span} .style=${`grid-column: ${leading.length + 1} / -1`}>
        <button class="plain link" ?disabled=${!this.canRun} @click=${() => this.#fire('again', scenario)}>
          ${failure === null ? t('Run') : t('Run again')}<span class="only-read"> ${name}</span>
        </button>
        <span class="ellipsis" title=${failure ?? ''}>${failure ?? t('not measured yet')}</span>
      </div>
    </div>`;
  }

  readonly #moveFocus = (event: KeyboardEvent) => {
    const from = (event.composedPath()[0] as HTMLElement).dataset?.['key'];
    const index = from === undefined ? -1 : this.rows.indexOf(from);
    const page = Math.max(1, Math.floor((this.#scroller.value?.clientHeight ?? 0) / rowHeightPx) - 2);
    const steps: Partial<Record<string, number>> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      PageDown: index + page,
      PageUp: index - page,
      Home: 0,
      End: this.rows.length - 1,
    };
    const wanted = steps[event.key];
    if (from === undefined || wanted === undefined) return;
    event.preventDefault();
    void this.#focusRow(Math.min(Math.max(wanted, 0), this.rows.measured - 1));
  };

  async #focusRow(index: number): Promise<void> {
    this.#focusedKey = this.rows.at(index)?.key;
    this.#scrollTo(index);
    this.requestUpdate();
    await this.updateComplete;
    const buttons = [...this.renderRoot.querySelectorAll<HTMLElement>('.scenario')];
    buttons.find(({ dataset }) => dataset['key'] === this.#focusedKey)?.focus({ preventScroll: true });
  }

  #fire(name: 'sort' | 'toggle' | 'again', detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

const stop = (event: Event) => event.stopPropagation();
const stickyClass = (index: number) => (index < stickyColumns ? `sticky sticky-${index}` : '');

function standingOf({ rank, runConfig }: MeasuredItem) {
  if (rank === null) return { picture: 'cross', colour: 'bad', word: 'breaks a constraint' } as const;
  if (rank === 1 && runConfig.demotions.length === 0) return { picture: 'best', colour: 'good', word: 'best' } as const;
  return { picture: 'check', colour: 'good', word: 'passes' } as const;
}

customElements.define('sweep-data-table', DataTable);
