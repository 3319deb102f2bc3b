import { css, html, nothing, type TemplateResult } from 'lit';
import { familyNames, metricFamilies, statistics } from '../../src/core/metrics/families.js';
import { metrics } from '../../src/core/metrics/tags.js';
import { initialView, type ViewState } from '../../src/protocol/viewState.js';
import { t } from '../words/l10n.js';
import { sharedStyles } from './sharedStyles.js';
import { StoreElement } from './storeElement.js';
import './dropdown.js';

/** A view's list of metric columns. */
export type ColumnsKey = keyof Pick<ViewState, 'performanceColumns' | 'gpuColumns' | 'serverColumns'>;

const kinds = { performanceColumns: 'perf', gpuColumns: 'gpu', serverColumns: 'server' } as const;

/** Chooses the metric columns of a table: families down, statistics across. */
export class ColumnChooser extends StoreElement {
  static override properties = { ...StoreElement.properties, columns: {}, search: { state: true } };
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: inline-block;
      }
      .window {
        display: grid;
        gap: 8px;
        padding: 10px;
      }
      .matrix {
        max-block-size: 50vh;
        overflow: auto;
      }
      table {
        border-spacing: 0;
      }
      th {
        font-weight: 400;
        text-align: start;
        white-space: nowrap;
      }
      thead th {
        position: sticky;
        inset-block-start: 0;
        z-index: 1;
        padding-inline: 6px;
        text-align: center;
        background: var(--vscode-menu-background, var(--vscode-editorWidget-background));
      }
      tbody th {
        padding-inline-end: 12px;
      }
      td {
        padding: 2px 6px;
        text-align: center;
      }
      tr:hover :is(td, th) {
        background: var(--vscode-list-hoverBackground);
      }
      input {
        margin: 0;
        accent-color: var(--vscode-button-background);
      }
      .foot {
        display: flex;
        justify-content: space-between;
        gap: 8px;
      }
    `,
  ];
  declare columns: ColumnsKey;
  declare search: string | undefined;

  protected override render() {
    const chosen = new Set(this.store.view[this.columns]);
    const kind = kinds[this.columns];
    const wanted = (this.search ?? '').toLowerCase();
    const sweep = this.store.ranked?.sweep;
    const families = familyNames
      .filter((name) => metricFamilies[name].kind === kind)
      .filter((name) => `${metricFamilies[name].title} ${name}`.toLowerCase().includes(wanted));
    const row = (name: (typeof familyNames)[number]): TemplateResult | typeof nothing => {
      const { title, unit } = metricFamilies[name];
      const own = metrics.filter((metric) => metric.familyName === name);
      if (!own.some(({ tag }) => chosen.has(tag) || (sweep?.isMeasuredAnywhere(tag) ?? false))) return nothing;
      return html`<tr>
        <th scope="row">${title} <span class="muted">(${unit})</span></th>
        ${statistics.map((statistic) => {
          const metric = own.find((each) => each.statistic === statistic);
          return html`<td>
            ${metric === undefined ? nothing : html`<input type="checkbox" aria-label="${statistic} ${title}" .checked=${chosen.has(metric.tag)} ?disabled=${!chosen.has(metric.tag) && sweep?.isMeasuredAnywhere(metric.tag) === false} @change=${() => this.#toggle(metric.tag)} />`}
          </td>`;
        })}
      </tr>`;
    };
    return html`<sweep-dropdown .label=${t('Columns')}>
      <div class="window" role="dialog" aria-label=${windowLabels()[kind]}>
        <input class="field" type="text"
          placeholder=${t('Find a metric')}
          aria-label=${t('Find a metric')}
          @input=${(event: Event) => {
            this.search = (event.target as HTMLInputElement).value;
          }}
         />
        <div class="matrix">
          <table>
            <thead class="muted">
              <tr>
                <td></td>
                ${statistics.map((statistic) => html`<th scope="col">${statistic}</th>`)}
              </tr>
            </thead>
            <tbody>
              ${families.map(row)}
            </tbody>
          </table>
        </div>
        <div class="foot">
          <tk-button appearance="secondary" @click=${() => this.store.change({ [this.columns]: initialView[this.columns] })}>${t('Usual columns')}</tk-button>
        </div>
      </div>
    </sweep-dropdown>`;
  }

  #toggle(tag: string): void {
    const chosen = this.store.view[this.columns];
    const without = chosen.filter((each) => each !== tag);
    this.store.change({ [this.columns]: without.length < chosen.length ? without : [...chosen, tag] });
  }
}

function windowLabels() {
  return {
    perf: t('Columns of the performance table'),
    gpu: t('Columns of the GPU table'),
    server: t('Columns of the server table'),
  };
}

customElements.define('sweep-column-chooser', ColumnChooser);
