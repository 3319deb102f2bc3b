import { css, html, nothing, type TemplateResult } from 'lit';
import { metricOf } from '../../src/core/metrics/tags.js';
import type { Contribution } from '../../src/core/results/explanation.js';
import type { RunConfig } from '../../src/core/results/runConfig.js';
import type { Result } from '../../src/protocol/contract.js';
import { shellQuoted } from '../words/commandLine.js';
import { t } from '../words/l10n.js';
import { demotionSentences, limitSentence } from '../words/limits.js';
import { shortTitle } from '../words/metricTitles.js';
import { sentenceNumber, signedNumber } from '../words/numbers.js';
import { qualityFigures } from '../words/qualityFigures.js';
import { icon } from './icons.js';
import { sharedStyles } from './sharedStyles.js';
import { StoreElement } from './storeElement.js';
import './recordList.js';

const longestBarPx = 64;

/** What stands under an open row: why it ranks there, its limits, how far to trust it, how to run it. */
export class RowDetails extends StoreElement {
  static override properties = { ...StoreElement.properties, runConfig: { attribute: false }, known: { state: true } };
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(400px, 100%), 1fr));
        gap: 16px 32px;
        white-space: normal;
      }
      section {
        display: grid;
        gap: 6px;
        align-content: start;
        min-inline-size: 0;
      }
      .left {
        display: grid;
        gap: 16px;
        align-content: start;
        min-inline-size: 0;
      }
      .wide {
        grid-column: 1 / -1;
      }
      table {
        border-spacing: 0;
        inline-size: 100%;
      }
      th {
        font-weight: 400;
        text-align: start;
      }
      td,
      th {
        padding: 2px 12px 2px 0;
        white-space: nowrap;
      }
      td:not(:last-child),
      thead th:not(:first-child, :last-child) {
        text-align: end;
      }
      .bar {
        margin-inline-start: 6px;
      }
      dl {
        display: grid;
        grid-template-columns: max-content 1fr;
        gap: 3px 12px;
      }
      dd,
      code {
        overflow-wrap: anywhere;
      }
      code {
        display: block;
        flex: 1;
        padding: 6px 8px;
        font-family: var(--vscode-editor-font-family);
        font-size: var(--vscode-editor-font-size);
        background: var(--vscode-textCodeBlock-background);
        border-radius: 3px;
        user-select: all;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
      }
    `,
  ];
  declare runConfig: RunConfig;
  /** What only the host knows; undefined until it has answered. */
  declare known: Result<'runConfig'> | undefined;
  #asked: string | undefined;

  protected override render() {
    this.#ask();
    const { ranked } = this.store;
    if (ranked === undefined) return nothing;
    return html`<div class="left">${this.#why()}${this.#limits()}</div>${this.#trust()}${this.#howToRun()}${this.#records()}`;
  }

  #ask(): void {
    const { name } = this.runConfig;
    const key = `${this.store.page?.revision} ${name}`;
    if (this.#asked === key) return;
    if (!this.#asked?.endsWith(` ${name}`)) this.known = undefined;
    this.#asked = key;
    void this.store.act('runConfig', { name }).then((known) => {
      if (this.#asked === key) this.known = known;
    });
  }

  #why(): TemplateResult {
    const { ranked } = this.store;
    const { sweep, view } = ranked!;
    if (view.mode === 'genai-perf' && ranked?.problem === null)
      return html`<section>
        <h3>${t('Why it stands here')}</h3>
        <p>${t('genai-perf compares run configs in pairs and gives no score. Switch the ranking to balanced to see what each objective adds.')}</p>
      </section>`;
    const { contributions, score, next } = sweep.results.explain(this.runConfig.name);
    const largest = Math.max(...contributions.map(({ contribution = 0 }) => Math.abs(contribution)), 0.01);
    const follower = next && sweep.results.get(next.name);
    return html`<section>
      <h3>${t('Why it stands here')}</h3>
      <table>
        <thead class="muted">
          <tr>
            <th scope="col">${t('objective')}</th>
            <th scope="col">${t('value')}</th>
            <th scope="col">${t('typical')}</th>
            <th scope="col">${t('share')}</th>
            <th scope="col">${t('adds to the score')}</th>
          </tr>
        </thead>
        <tbody class="number">
          ${contributions.map((each) => contributionRow(each, { largest, severalModels: this.runConfig.models.length > 1 }))}
        </tbody>
      </table>
      <p>
        ${t('Score')} <strong class="number">${score === undefined ? t('none') : signedNumber(score)}</strong>
        <span class="muted">${t('(0 is typical, 0.69 is twice as good)')}</span>${
          follower === undefined || next?.lead === undefined
            ? ''
            : `, ${t('{0} more than {1}', sentenceNumber(next.lead), sweep.labelOf(follower))}`
        }
      </p>
      ${demotionSentences(sweep, this.runConfig).map((text) => html`<p>${icon('warning', 'caution')} ${t('Ranks below all others: {0}', text)}</p>`)}
    </section>`;
  }

  #limits(): TemplateResult {
    const checks = this.runConfig.checkConstraints();
    return html`<section>
      <h3>${t('Limits')}</h3>
      ${
        checks.length === 0
          ? html`<p class="muted">${t('No constraint is set.')}</p>`
          : html`<ul>
              ${checks.map((check) => html`<li>${check.passes ? icon('check', 'good') : icon('cross', 'bad')} ${check.passes ? t('Kept:') : t('Broken:')} ${limitSentence(check)}</li>`)}
            </ul>`
      }
    </section>`;
  }

  #trust(): TemplateResult {
    const flags = this.store.ranked?.sweep.flagsOf(this.runConfig) ?? [];
    const details = this.known?.details;
    return html`<section>
      <h3>${t('How far to trust it')}</h3>
      <ul>
        ${flags.map(({ text }) => html`<li>${icon('warning', 'caution')} ${text}</li>`)}
      </ul>
      ${details === null ? html`<p class="muted">${t('Measured by genai-perf, which notes no quality figures.')}</p>` : nothing}
      ${
        details
          ? html`<dl>
              ${qualityFigures(details).map(({ name, value }) => html`<dt class="muted">${name}</dt><dd class="number">${value}</dd>`)}
            </dl>`
          : nothing
      }
    </section>`;
  }

  #records() {
    if (this.known === undefined) return nothing;
    return html`<section class="wide">
      <h3>${t('All records')}</h3>
      <sweep-record-list .records=${this.known.records}></sweep-record-list>
    </section>`;
  }

  #howToRun(): TemplateResult {
    const { known, runConfig, store } = this;
    const { name } = runConfig;
    const command = known?.command ?? known?.perfAnalyzerCommand.map(shellQuoted).join(' ');
    const { allowed = false } = store.content?.runnable ?? {};
    return html`<section class="wide">
      <h3>${known?.command === null ? t('The command it was measured with') : t('Measure it again')}</h3>
      ${command === undefined || command === '' ? html`<p class="muted">${known === undefined ? t('Asking…') : t('Its command is not known.')}</p>` : html`<code>${command}</code>`}
      <div class="actions">
        <tk-button appearance="secondary" ?disabled=${!command} @click=${() => store.act('copyText', { text: command ?? '' })}>${t('Copy command')}</tk-button>
        <tk-button appearance="secondary" ?disabled=${known?.hasArtifacts !== true} @click=${() => store.act('openArtifacts', { name })}>${t('Open artifacts')}</tk-button>
        <tk-button appearance="secondary" ?disabled=${!allowed || known?.command === null} @click=${() => store.act('runAgain', { name, id: null })}>${t('Run again')}</tk-button>
      </div>
    </section>`;
  }
}

function contributionRow(each: Contribution, all: { largest: number; severalModels: boolean }): TemplateResult {
  const { tag, model, value, reference, unit, weight, contribution } = each;
  const title = all.severalModels ? t('{0} of {1}', shortTitle(metricOf(tag)), model) : shortTitle(metricOf(tag));
  const size = Math.abs(contribution ?? 0);
  const width = `inline-size: ${((size / all.largest) * longestBarPx).toFixed(1)}px`;
  return html`<tr>
    <th scope="row">${title} <span class="muted">(${unit})</span></th>
    <td>${value === undefined ? t('not measured') : sentenceNumber(value)}</td>
    <td>${reference === undefined ? '–' : sentenceNumber(reference)}</td>
    <td>${(weight * 100).toFixed(0)} %</td>
    <td>${contribution === undefined ? '–' : html`${signedNumber(contribution)}<span class="bar ${contribution < 0 ? 'against' : ''}" .style=${width}></span>`}</td>
  </tr>`;
}

customElements.define('sweep-row-details', RowDetails);
