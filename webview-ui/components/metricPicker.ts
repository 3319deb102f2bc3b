import { css, html, LitElement } from 'lit';
import { type FamilyName, familyNames, metricFamilies, statistics } from '../../src/core/metrics/families.js';
import { isMetricTag, metricOf, metrics } from '../../src/core/metrics/tags.js';
import { t } from '../words/l10n.js';
import { sharedStyles } from './sharedStyles.js';

const groups: readonly {
  readonly title: 'Per model' | 'Per GPU' | 'Per server';
  readonly families: readonly FamilyName[];
}[] = [
  { title: 'Per model' as const, families: familyNames.filter((name) => metricFamilies[name].kind === 'perf') },
  { title: 'Per GPU' as const, families: familyNames.filter((name) => metricFamilies[name].kind === 'gpu') },
  { title: 'Per server' as const, families: familyNames.filter((name) => metricFamilies[name].kind === 'server') },
];

/** Chooses a metric by family and statistic; fires `pick` with its tag. */
export class MetricPicker extends LitElement {
  static override properties = { tag: {}, label: {}, isOffered: { attribute: false } };
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: flex;
        gap: 4px;
        min-inline-size: 0;
      }
      .family {
        flex: 1;
        inline-size: 0;
      }
    `,
  ];
  declare tag: string;
  /** What is chosen, for screen readers: `Objective 1`. */
  declare label: string;
  /** Which tags can be chosen; the present one always can. */
  declare isOffered: (tag: string) => boolean;

  protected override render() {
    if (!isMetricTag(this.tag)) return html`<span>${this.tag}</span>`;
    const { familyName, statistic, family } = metricOf(this.tag);
    const offered = groups
      .map(({ title, families }) => ({
        title,
        families: families.filter(
          (name) => name === familyName || statisticsOf(name).some(({ tag }) => this.isOffered(tag)),
        ),
      }))
      .filter(({ families }) => families.length > 0);
    const statisticsOffered = statistics.filter(
      (name) => name === statistic || this.isOffered(`${familyName}_${name}`),
    );
    return html`
      <select class="family" aria-label=${t('{0}: metric', this.label)} @change=${this.#pickFamily}>
        ${offered.map(
          ({ title, families }) => html`<optgroup label=${t(title)}>
            ${families.map(
              (name) => html`<option value=${name} ?selected=${name === familyName} .selected=${name === familyName}>
                ${metricFamilies[name].title}
              </option>`,
            )}
          </optgroup>`,
        )}
      </select>
      ${
        family.statistics === 'avg'
          ? ''
          : html`<select aria-label=${t('{0}: statistic', this.label)} @change=${this.#pickStatistic}>
              ${statisticsOffered.map(
                (name) =>
                  html`<option ?selected=${name === statistic} .selected=${name === statistic}>${name}</option>`,
              )}
            </select>`
      }
    `;
  }

  readonly #pickFamily = (event: Event) => {
    const name = (event.target as HTMLSelectElement).value as FamilyName;
    const { statistic } = metricOf(this.tag);
    const choices = statisticsOf(name).filter(({ tag }) => this.isOffered(tag));
    const [first] = choices;
    this.#pick((choices.find((metric) => metric.statistic === statistic) ?? first)?.tag);
  };

  readonly #pickStatistic = (event: Event) => {
    this.#pick(`${metricOf(this.tag).familyName}_${(event.target as HTMLSelectElement).value}`);
  };

  #pick(tag: string | undefined): void {
    if (tag !== undefined) this.dispatchEvent(new CustomEvent('pick', { detail: tag }));
  }
}

function statisticsOf(name: FamilyName) {
  return metrics.filter(({ familyName }) => familyName === name);
}

customElements.define('sweep-metric-picker', MetricPicker);
