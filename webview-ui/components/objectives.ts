import { css, html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { isMetricTag, metricOf } from '../../src/core/metrics/tags.js';
import type { ObjectiveSetting } from '../../src/protocol/viewState.js';
import { t } from '../words/l10n.js';
import { shortTitle } from '../words/metricTitles.js';
import { icon } from './icons.js';
import { settingStyles } from './settingStyles.js';
import { sharedStyles } from './sharedStyles.js';
import { StoreElement } from './storeElement.js';
import './metricPicker.js';
import './numberField.js';

const suggestions = [
  'time_to_first_token_p99',
  'output_token_throughput_avg',
  'inter_token_latency_p99',
  'request_latency_p99',
  'request_throughput_avg',
];
const highestSliderWeight = 10;

/** The objectives: what ranks, and how much. */
export class Objectives extends StoreElement {
  static override styles = [
    sharedStyles,
    settingStyles,
    css`
      .weight {
        display: grid;
        grid-template-columns: 1fr 58px 44px;
        gap: 8px;
        align-items: center;
      }
      .share {
        text-align: end;
      }
      input[type='range'] {
        inline-size: 100%;
        accent-color: var(--vscode-button-background);
      }
    `,
  ];

  protected override render() {
    const { objectives, modelWeights } = this.store.view;
    const models = this.store.content?.models ?? [];
    return html`
      <section aria-labelledby="title">
        <h2 id="title">${t('Objectives')}</h2>
        ${
          objectives.length === 0
            ? html`<p class="muted hint">${t('Ranked by request throughput until you add what matters to you.')}</p>`
            : html`<ul>
                ${objectives.map((objective, index) => this.#row(objective, index))}
              </ul>`
        }
        <tk-button appearance="secondary" @click=${this.#add}><span slot="start">${icon('plus')}</span>${t('Add objective')}</tk-button>
        ${
          models.length > 1
            ? html`<h3>${t('Weight of each model')}</h3>
                <ul>
                  ${models.map((model) => this.#modelWeight(model, modelWeights.find((each) => each.model === model)?.weight ?? 1))}
                </ul>`
            : nothing
        }
      </section>
    `;
  }

  #row(objective: ObjectiveSetting, index: number) {
    const { tag, weight, model } = objective;
    const label = t('Objective {0}', index + 1);
    const title = isMetricTag(tag) ? shortTitle(metricOf(tag)) : tag;
    const isMissing = this.store.ranked !== undefined && !this.store.ranked.sweep.isMeasuredAnywhere(tag);
    return html`<li class="setting">
      <div class="line">
        <sweep-metric-picker
          .tag=${tag}
          .label=${label}
          .isOffered=${(each: string) => this.#isOffered(each)}
          @pick=${({ detail }: CustomEvent<string>) => this.#change(index, { tag: detail, direction: directionFor(detail) })}
        ></sweep-metric-picker>
        <button class="plain icon-button" title=${t('Remove this objective')} aria-label=${t('Remove objective {0}', title)} @click=${() => this.#remove(index)}>
          ${icon('cross')}
        </button>
      </div>
      ${this.#choices(objective, index)}
      <div class="weight">
        <input
          type="range"
          min="0"
          max=${highestSliderWeight}
          step="0.1"
          aria-label=${t('Weight of {0}', title)}
          .value=${live(String(weight))}
          @input=${(event: Event) => this.#change(index, { weight: Number((event.target as HTMLInputElement).value) })}
        />
        ${this.#number(t('Weight of {0}, as a number', title), weight, (entered) => this.#change(index, { weight: entered }))}
        <span class="share muted number" title=${model === null ? t('Its share of all weights') : t('Its share of all weights of {0}', model)}>${this.#share(objective)}</span>
      </div>
      ${isMissing ? html`<p class="note">${icon('warning', 'caution')} ${t('Not measured in these results.')}</p>` : nothing}
    </li>`;
  }

  #choices({ tag, model, direction }: ObjectiveSetting, index: number) {
    const models = this.store.content?.models ?? [];
    const isNeutral = isMetricTag(tag) && metricOf(tag).family.direction === 'neutral';
    if (!isNeutral && models.length < 2) return nothing;
    return html`<div class="line">
      ${
        isNeutral
          ? html`<select
              aria-label=${t('Objective {0}: which is better', index + 1)}
              @change=${(event: Event) => this.#change(index, { direction: (event.target as HTMLSelectElement).value as 'lower' | 'higher' })}
            >
              ${(['higher', 'lower'] as const).map((each) => html`<option value=${each} .selected=${each === direction}>${each === 'higher' ? t('higher is better') : t('lower is better')}</option>`)}
            </select>`
          : nothing
      }
      ${models.length < 2 ? nothing : modelSelect({ models, model, label: t('Objective {0}: of which model', index + 1), change: (chosen) => this.#change(index, { model: chosen }) })}
    </div>`;
  }

  #modelWeight(model: string, weight: number) {
    const change = (entered: number) => {
      const others = this.store.view.modelWeights.filter((each) => each.model !== model);
      this.store.change({ modelWeights: [...others, { model, weight: entered }] });
    };
    return html`<li class="weight">
      <span class="ellipsis" title=${model}>${model}</span>${this.#number(t('Weight of model {0}', model), weight, change)}<span></span>
    </li>`;
  }

  #number(label: string, value: number, change: (value: number) => void) {
    return html`<sweep-number-field
      .label=${label}
      .value=${value}
      @enter=${({ detail }: CustomEvent<number>) => change(detail)}
    ></sweep-number-field>`;
  }

  #share({ model, weight }: ObjectiveSetting): string {
    const together = this.store.view.objectives.filter(
      (each) => each.model === model || model === null || each.model === null,
    );
    const all = together.reduce((sum, each) => sum + each.weight, 0);
    return all === 0 ? '–' : `${((weight / all) * 100).toFixed(0)} %`;
  }

  #isOffered(tag: string): boolean {
    return this.store.ranked?.sweep.isMeasuredAnywhere(tag) ?? true;
  }

  readonly #add = () => {
    const { objectives } = this.store.view;
    const isFree = (tag: string) => this.#isOffered(tag) && !objectives.some((each) => each.tag === tag);
    const tag = suggestions.find(isFree) ?? 'request_throughput_avg';
    this.store.change({ objectives: [...objectives, { model: null, tag, weight: 1, direction: directionFor(tag) }] });
  };

  #change(index: number, changes: Partial<ObjectiveSetting>): void {
    this.store.change({
      objectives: this.store.view.objectives.map((each, position) =>
        position === index ? { ...each, ...changes } : each,
      ),
    });
  }

  #remove(index: number): void {
    this.store.change({ objectives: this.store.view.objectives.filter((_, position) => position !== index) });
  }
}

interface ModelChoice {
  readonly models: readonly string[];
  /** Null: all. */
  readonly model: string | null;
  readonly label: string;
  readonly change: (model: string | null) => void;
}

/** Chooses one model or all of them. */
export function modelSelect({ models, model, label, change }: ModelChoice) {
  return html`<select aria-label=${label} @change=${(event: Event) => change((event.target as HTMLSelectElement).value || null)}>
    <option value="" .selected=${model === null}>${t('every model')}</option>
    ${models.map((each) => html`<option value=${each} .selected=${each === model}>${each}</option>`)}
  </select>`;
}

function directionFor(tag: string): ObjectiveSetting['direction'] {
  return isMetricTag(tag) && metricOf(tag).family.direction === 'neutral' ? 'higher' : null;
}

customElements.define('sweep-objectives', Objectives);
