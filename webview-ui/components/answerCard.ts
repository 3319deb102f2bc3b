import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { type Answer, answerOf, answerSentence, type Difference, type Figure } from '../words/answer.js';
import { t } from '../words/l10n.js';
import { signedNumber } from '../words/numbers.js';
import { icon } from './icons.js';
import { sharedStyles } from './sharedStyles.js';
import { StoreElement } from './storeElement.js';

const announceDelayMs = 700;

/** The question that a person comes with, answered in words. */
export class AnswerCard extends StoreElement {
  static override properties = { announced: { state: true } };
  static override styles = [
    sharedStyles,
    css`
      section {
        display: grid;
        gap: 10px;
        padding: 12px 16px;
        background: var(--vscode-editorWidget-background);
        border: 1px solid var(--line);
        border-inline-start: 4px solid var(--edge);
        border-radius: 4px;
      }
      :host {
        position: relative;
      }
      .ranking {
        position: absolute;
        inset-block-start: 8px;
        inset-inline-end: 8px;
        display: flex;
        gap: 6px;
        align-items: center;
        padding: 2px 8px;
        background: var(--vscode-editorWidget-background);
      }
      .ranking tk-progress-ring {
        inline-size: 16px;
        block-size: 16px;
      }
      .best {
        --edge: var(--good);
      }
      .none {
        --edge: var(--caution);
      }
      .nothing {
        --edge: var(--accent);
      }
      .first {
        display: flex;
        flex-wrap: wrap;
        gap: 10px 32px;
        align-items: center;
      }
      .name {
        font-size: 1.55em;
        font-weight: 600;
        line-height: 1.3;
      }
      .name .icon {
        inline-size: 20px;
        block-size: 20px;
      }
      .figures {
        display: flex;
        flex-wrap: wrap;
        gap: 10px 28px;
      }
      .figure dt {
        font-size: 0.92em;
      }
      .figure .value {
        font-size: 1.25em;
        font-weight: 600;
      }
      .figure .limit {
        font-size: 0.92em;
      }
      .why {
        display: flex;
        flex-wrap: wrap;
        gap: 6px 18px;
        align-items: center;
      }
      .difference {
        display: inline-flex;
        gap: 6px;
        align-items: center;
      }
      .doubts {
        display: grid;
        gap: 4px;
      }
      .sentence {
        font-size: 1.2em;
        line-height: 1.4;
      }
      .ways {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: center;
      }
      code {
        padding: 2px 6px;
        font-family: var(--vscode-editor-font-family);
        background: var(--vscode-textCodeBlock-background);
        border-radius: 3px;
        overflow-wrap: anywhere;
      }
    `,
  ];
  /** What screen readers are told: not every step of a slider. */
  declare announced: string;
  #announcing: ReturnType<typeof setTimeout> | undefined;
  #sentence = '';

  protected override render() {
    const { ranked } = this.store;
    if (ranked === undefined) return nothing;
    const answer = answerOf(ranked);
    this.#sentence = answerSentence(answer);
    return html`${this.#card(answer)} ${
      this.store.isRanking
        ? html`<p class="ranking" role="status"><tk-progress-ring aria-hidden="true"></tk-progress-ring> ${t('Ranking…')}</p>`
        : nothing
    }
      <p class="only-read" role="status">${this.announced}</p>`;
  }

  protected override updated(changes: PropertyValues): void {
    super.updated(changes);
    clearTimeout(this.#announcing);
    if (this.#sentence !== this.announced)
      this.#announcing = setTimeout(() => {
        this.announced = this.#sentence;
      }, announceDelayMs);
  }

  #card(answer: Answer): TemplateResult {
    if (answer.kind === 'best') return this.#best(answer);
    if (answer.kind === 'nothing measured') return this.#nothing(answer);
    return html`<section class="none" aria-label=${t('Answer')}>
      <p class="sentence">${icon('warning', 'caution')} ${answer.sentence}</p>
      ${answer.runConfig === null ? nothing : html`<p><tk-button appearance="secondary" @click=${() => this.store.open(answer.runConfig?.name ?? null)}>${t('Show it')}</tk-button></p>`}
    </section>`;
  }

  #best(answer: Answer & { kind: 'best' }): TemplateResult {
    const word = this.store.progress === null ? t('Best:') : t('Best so far:');
    return html`<section class="best" aria-label=${t('Answer')}>
      <div class="first">
        <p class="name">
          ${icon('best', 'good')} ${word}
          <button class="plain" title=${t('Show {0} in the table', answer.runConfig.name)} @click=${() => this.store.open(answer.runConfig.name)}>${answer.label}</button>
        </p>
        <dl class="figures">${answer.figures.map(figure)}</dl>
      </div>
      <div class="why"><span>${answer.reason}</span>${differences(answer.differences)}</div>
      ${
        answer.doubts.length === 0
          ? nothing
          : html`<ul class="doubts">
              ${answer.doubts.map(({ text }) => html`<li>${icon('warning', 'caution')} ${text}</li>`)}
            </ul>`
      }
    </section>`;
  }

  #nothing({ planned, failed }: Answer & { kind: 'nothing measured' }): TemplateResult {
    const { runnable } = this.store.content!;
    if (this.store.progress !== null)
      return html`<section class="nothing" aria-label=${t('Answer')}>
        <p class="sentence">${icon('planned', 'accent')} ${t('Measuring the first scenario. The best one so far will stand here.')}</p>
      </section>`;
    const tried = failed === 0 ? '' : ` ${failed === 1 ? t('1 scenario failed.') : t('{0} scenarios failed.', failed)}`;
    const waiting =
      planned === 0 ? '' : ` ${planned === 1 ? t('1 scenario planned.') : t('{0} scenarios planned.', planned)}`;
    return html`<section class="nothing" aria-label=${t('Answer')}>
      <p class="sentence">${icon('info', 'accent')} ${t('Nothing has been measured yet.')}${tried}${waiting}</p>
      <div class="ways">
        ${
          failed + planned > 0
            ? html`<tk-button ?disabled=${!runnable.allowed} @click=${() => this.store.act('runMissing', {})}>${failed + planned === 1 ? t('Run it now') : t('Run them now')}</tk-button>`
            : html`<tk-button ?disabled=${!runnable.allowed} @click=${() => this.store.act('startSweep', {})}>${t('Analyze a sweep…')}</tk-button>`
        }
        <span>${t('or in a terminal:')}</span>
        <code>genai-sweep analyze -m &lt;model&gt; --sweep-type concurrency --sweep-range 1:32</code>
      </div>
      ${runnable.reason === null ? nothing : html`<p class="muted">${runnable.reason}</p>`}
    </section>`;
  }
}

function figure({ title, value, unit, limit }: Figure): TemplateResult {
  return html`<div class="figure">
    <dt class="muted">${title}</dt>
    <dd>
      ${value === '' ? html`<span class="muted">${t('not measured')}</span>` : html`<span class="value number">${value}</span> <span class="muted">${unit}</span>`}
      ${limit === null ? nothing : html`<div class="limit">${limit}</div>`}
    </dd>
  </div>`;
}

const longestBarPx = 72;

function differences(all: readonly Difference[]): TemplateResult[] {
  const largest = Math.max(...all.map(({ difference }) => Math.abs(difference)));
  return all.map(({ title, difference }) => {
    const width = `inline-size: ${((Math.abs(difference) / largest) * longestBarPx).toFixed(1)}px`;
    return html`<span class="difference">
      <span>${title}</span><strong class="number">${signedNumber(difference)}</strong>
      <span class="bar ${difference < 0 ? 'against' : ''}" .style=${width}></span>
    </span>`;
  });
}

customElements.define('sweep-answer', AnswerCard);
