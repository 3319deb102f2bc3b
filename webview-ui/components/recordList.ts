import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { type FamilyName, familyNames, metricFamilies, statistics } from '../../src/core/metrics/families.js';
import { displayValue, metricTitle } from '../../src/core/metrics/format.js';
import { isMetricTag, metricOf } from '../../src/core/metrics/tags.js';
import type { Result } from '../../src/protocol/contract.js';
import { t } from '../words/l10n.js';
import { cellNumber } from '../words/numbers.js';
import { sharedStyles } from './sharedStyles.js';

type Records = Result<'runConfig'>['records'];

/** Everything that was measured of a run config: model → metric → statistics, then GPU → metric → statistics. */
export class RecordList extends LitElement {
  static override properties = { records: { attribute: false }, search: { state: true } };
  static override styles = [
    sharedStyles,
    css`
      .find {
        max-inline-size: 260px;
        margin-block-end: 8px;
      }
      .scroller {
        max-block-size: 320px;
        overflow: auto;
        border: 1px solid var(--line);
      }
      table {
        border-spacing: 0;
      }
      caption {
        padding: 6px 8px 2px;
        font-weight: 600;
        text-align: start;
      }
      th,
      td {
        padding: 2px 8px;
        font-weight: 400;
        text-align: end;
        white-space: nowrap;
      }
      th:first-child {
        position: sticky;
        inset-inline-start: 0;
        text-align: start;
        background: var(--vscode-editor-background);
      }
      tbody tr:hover :is(th, td) {
        background: color-mix(in srgb, var(--vscode-foreground) 8%, var(--vscode-editor-background));
      }
      p {
        padding: 6px 8px;
      }
    `,
  ];
  declare records: Records;
  declare search: string | undefined;

  protected override render() {
    const wanted = (this.search ?? '').trim().toLowerCase();
    const shown = this.records.filter(({ tag }) => isMetricTag(tag) && nameOf(tag).includes(wanted));
    const subjects = [...new Set(shown.map(({ subject }) => subject))];
    return html`<input
        class="field find"
        type="text"
        placeholder=${t('Find a metric')}
        aria-label=${t('Find a record')}
        .value=${this.search ?? ''}
        @input=${(event: Event) => {
          this.search = (event.target as HTMLInputElement).value;
        }}
      />
      <div class="scroller" tabindex="0" role="region" aria-label=${t('All records')}>
        ${subjects.map((subject) =>
          recordTable(
            subject,
            shown.filter((each) => each.subject === subject),
          ),
        )}
        ${subjects.length === 0 ? html`<p class="muted">${t('No record has this in its name.')}</p>` : nothing}
      </div>`;
  }
}

function recordTable(subject: string, records: Records): TemplateResult {
  const values = new Map(records.map(({ tag, value }) => [tag, value]));
  const familiesOf = (isPlain: boolean) =>
    familyNames.filter(
      (name) =>
        (metricFamilies[name].statistics === 'avg') === isPlain &&
        statistics.some((statistic) => values.has(`${name}_${statistic}`)),
    );
  const used = statistics.filter((statistic) => familiesOf(false).some((name) => values.has(`${name}_${statistic}`)));
  const cell = (name: FamilyName, statistic: string) => {
    const tag = `${name}_${statistic}`;
    const value = values.get(tag);
    if (value === undefined || !isMetricTag(tag)) return html`<td></td>`;
    const metric = metricOf(tag);
    return html`<td title=${metricTitle(metric)}>${cellNumber(displayValue(metric, value))}</td>`;
  };
  const head = (name: FamilyName) =>
    html`<th scope="row">${metricFamilies[name].title} <span class="muted">(${metricFamilies[name].unit})</span></th>`;
  const columns = used.length === 0 ? (['avg'] as const) : used;
  return html`<table class="number">
    <caption>
      ${subject}
    </caption>
    <thead class="muted">
      <tr>
        <th scope="col">${t('metric')}</th>
        ${columns.map((statistic) => html`<th scope="col">${statistic}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${familiesOf(false).map((name) => html`<tr>${head(name)}${columns.map((statistic) => cell(name, statistic))}</tr>`)}
      ${familiesOf(true).map((name) => html`<tr>${head(name)}${columns.map((statistic) => cell(name, statistic))}</tr>`)}
    </tbody>
  </table>`;
}

/** What is searched: title, statistic and tag. */
const nameOf = (tag: string) => `${isMetricTag(tag) ? metricTitle(metricOf(tag)) : ''} ${tag}`.toLowerCase();

customElements.define('sweep-record-list', RecordList);
