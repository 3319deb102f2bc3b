import { css, html, nothing } from 'lit';
import { isMetricTag, metricOf } from '../../src/core/metrics/tags.js';
import type { ConstraintSetting } from '../../src/protocol/viewState.js';
import { type Sentence, t } from '../words/l10n.js';
import { shortTitle } from '../words/metricTitles.js';
import { settingNumber } from '../words/numbers.js';
import { icon } from './icons.js';
import { modelSelect } from './objectives.js';
import { settingStyles } from './settingStyles.js';
import { sharedStyles } from './sharedStyles.js';
import { StoreElement } from './storeElement.js';
import './metricPicker.js';
import './numberField.js';

const suggestions = [
  'time_to_first_token_p99',
  'request_latency_p99',
  'inter_token_latency_p99',
  'output_token_throughput_per_user_avg',
  'request_throughput_avg',
];
const operators = ['<', '<=', '>', '>='] as const;
const operatorWords = { '<': 'below', '<=': 'at most', '>': 'above', '>=': 'at least' } as const satisfies Record<
  string,
  Sentence
>;

/** The constraints: what a run config has to keep. */
export class Constraints extends StoreElement {
  static override styles = [
    sharedStyles,
    settingStyles,
    css`
      .limit {
        display: grid;
        grid-template-columns: auto 1fr auto;
        gap: 4px;
        align-items: center;
      }
      .unit {
        min-inline-size: 72px;
      }
    `,
  ];

  protected override render() {
    const { constraints } = this.store.view;
    const { ranked } = this.store;
    const total = ranked === undefined ? 0 : ranked.passing.length + ranked.failing.length;
    const count =
      ranked?.sweep.results.constraints === undefined
        ? nothing
        : html`<span class="muted number"
            >${total === 1 ? t('{0} of 1 passes', settingNumber(ranked.passing.length)) : t('{0} of {1} pass', settingNumber(ranked.passing.length), settingNumber(total))}</span
          >`;
    return html`
      <section aria-labelledby="title">
        <div class="head"><h2 id="title">${t('Constraints')}</h2>${count}</div>
        ${
          constraints.length === 0
            ? html`<p class="muted hint">${t('No limits: every scenario passes.')}</p>`
            : html`<ul>
                ${constraints.map((constraint, index) => this.#row(constraint, index))}
              </ul>`
        }
        <tk-button appearance="secondary" @click=${this.#add}><span slot="start">${icon('plus')}</span>${t('Add constraint')}</tk-button>
      </section>
    `;
  }

  #row({ tag, operator, limit, model }: ConstraintSetting, index: number) {
    const metric = isMetricTag(tag) ? metricOf(tag) : undefined;
    const title = metric === undefined ? tag : shortTitle(metric);
    const models = this.store.content?.models ?? [];
    return html`<li class="setting">
      <div class="line">
        <sweep-metric-picker
          .tag=${tag}
          .label=${t('Constraint {0}', index + 1)}
          .isOffered=${(each: string) => this.store.ranked?.sweep.isMeasuredAnywhere(each) ?? true}
          @pick=${({ detail }: CustomEvent<string>) => this.#change(index, { tag: detail, operator: operatorFor(detail), limit: null })}
        ></sweep-metric-picker>
        <button class="plain icon-button" title=${t('Remove this constraint')} aria-label=${t('Remove constraint on {0}', title)} @click=${() => this.#remove(index)}>
          ${icon('cross')}
        </button>
      </div>
      <div class="limit">
        <select
          aria-label=${t('Constraint on {0}: operator', title)}
          @change=${(event: Event) => this.#change(index, { operator: (event.target as HTMLSelectElement).value as ConstraintSetting['operator'] })}
        >
          ${operators.map((each) => html`<option value=${each} .selected=${each === operator} title=${t(operatorWords[each])}>${each}</option>`)}
        </select>
        <sweep-number-field
          .label=${metric === undefined ? t('Limit of {0}', title) : t('Limit of {0} in {1}', title, metric.family.unit)}
          .placeholder=${t('limit')}
          .value=${limit}
          optional
          signed
          @enter=${({ detail }: CustomEvent<number | null>) => this.#change(index, { limit: detail })}
        ></sweep-number-field>
        <span class="unit muted">${metric?.family.unit}</span>
      </div>
      ${models.length < 2 ? nothing : html`<div class="line">${modelSelect({ models, model, label: t('Constraint {0}: of which model', index + 1), change: (chosen) => this.#change(index, { model: chosen }) })}</div>`}
    </li>`;
  }

  readonly #add = async () => {
    const { constraints } = this.store.view;
    const { ranked } = this.store;
    const isFree = (tag: string) =>
      ranked?.sweep.isMeasuredAnywhere(tag) !== false && !constraints.some((each) => each.tag === tag);
    const tag = suggestions.find(isFree) ?? 'request_latency_p99';
    this.store.change({ constraints: [...constraints, { model: null, tag, operator: operatorFor(tag), limit: null }] });
    this.requestUpdate();
    await this.updateComplete;
    const fields = this.renderRoot.querySelectorAll<HTMLElement>('sweep-number-field');
    fields[fields.length - 1]?.focus();
  };

  #change(index: number, changes: Partial<ConstraintSetting>): void {
    this.store.change({
      constraints: this.store.view.constraints.map((each, position) =>
        position === index ? { ...each, ...changes } : each,
      ),
    });
  }

  #remove(index: number): void {
    this.store.change({ constraints: this.store.view.constraints.filter((_, position) => position !== index) });
  }
}

function operatorFor(tag: string): ConstraintSetting['operator'] {
  return isMetricTag(tag) && metricOf(tag).family.direction === 'higher' ? '>' : '<';
}

customElements.define('sweep-constraints', Constraints);
