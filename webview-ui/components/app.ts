import { css, html, nothing } from 'lit';
import type { PageContent } from '../../src/protocol/pageContent.js';
import { t } from '../words/l10n.js';
import { sentenceNumber } from '../words/numbers.js';
import { icon } from './icons.js';
import { sharedStyles } from './sharedStyles.js';
import { StoreElement } from './storeElement.js';
import './answerCard.js';
import './constraints.js';
import './header.js';
import './objectives.js';
import './resultTables.js';

/** The page. */
export class App extends StoreElement {
  static override styles = [
    sharedStyles,
    css`
      main {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 14px;
        max-inline-size: 2000px;
        padding: 14px 20px 32px;
      }
      .columns {
        display: grid;
        grid-template-columns: 300px minmax(0, 1fr);
        gap: 20px;
      }
      aside {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 20px;
        align-content: start;
      }
      @media (max-width: 900px) {
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
        main {
          padding-inline: 12px;
        }
      }
      details > summary {
        padding-block: 4px;
        cursor: pointer;
      }
      .panel {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: 20px;
      }
      @media (min-width: 901px) {
        summary {
          display: none;
        }
      }
      .ranking {
        display: grid;
        gap: 8px;
      }
      .face {
        display: grid;
        gap: 14px;
        justify-items: center;
        max-inline-size: 560px;
        margin: 12vh auto 0;
        text-align: center;
      }
      .face h1 {
        margin: 0;
        font-size: 1.4em;
        font-weight: 600;
      }
      .face .icon {
        inline-size: 32px;
        block-size: 32px;
      }
      .error {
        display: flex;
        gap: 8px;
        align-items: center;
        justify-content: space-between;
        padding: 6px 10px;
        color: var(--vscode-foreground);
        background: var(--vscode-inputValidation-errorBackground);
        border: 1px solid var(--vscode-inputValidation-errorBorder, var(--line));
      }
    `,
  ];
  readonly #narrow = window.matchMedia('(max-width: 900px)');

  override connectedCallback(): void {
    super.connectedCallback();
    this.#narrow.addEventListener('change', this.#layoutChanged);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#narrow.removeEventListener('change', this.#layoutChanged);
  }

  readonly #layoutChanged = () => this.requestUpdate();

  protected override render() {
    const { page, error } = this.store;
    return html`<main>
      ${
        error === null
          ? nothing
          : html`<div class="error" role="alert">
              <span>${icon('failed', 'bad')} ${error}</span>
              <button class="plain icon-button" aria-label=${t('Dismiss')} @click=${() => this.store.dismissError()}>${icon('cross')}</button>
            </div>`
      }
      ${page === undefined ? loading(null, t('the checkpoint')) : this.#content(page)}
    </main>`;
  }

  #content({ content, fileName }: PageContent) {
    if (content.state === 'loading') return loading(content.sizeBytes, fileName);
    if (content.state === 'results') return this.#results();
    const openAsText = html`<tk-button @click=${() => this.store.act('openAsText', {})}>${t('Open as text')}</tk-button>`;
    if (content.state === 'foreign')
      return html`<div class="face">
        ${icon('info', 'accent')}
        <h1>${t('This is no sweep’s checkpoint')}</h1>
        <p>${t('{0} was written by another program, so there are no results to rank.', fileName)}</p>
        ${openAsText}
      </div>`;
    const { line, column, message } = content;
    const place =
      line === null ? '' : column === null ? t('Line {0}: ', line) : t('Line {0}, column {1}: ', line, column);
    return html`<div class="face">
      ${icon('failed', 'bad')}
      <h1>${t('{0} cannot be read', fileName)}</h1>
      <p>${place}${message}</p>
      <p class="muted">${t('Nothing was changed. Once the file is mended, its results show here by themselves.')}</p>
      ${openAsText}
    </div>`;
  }

  #results() {
    const { store } = this;
    const hasResults = store.ranked !== undefined && store.ranked.passing.length + store.ranked.failing.length > 0;
    const tables = html`<sweep-tables .store=${store}></sweep-tables>`;
    return html`
      <sweep-header .store=${store}></sweep-header>
      <sweep-answer .store=${store}></sweep-answer>
      ${hasResults ? html`<div class="columns"><aside aria-label=${t('What matters')}>${this.#panel()}</aside>${tables}</div>` : tables}
    `;
  }

  #panel() {
    const { store } = this;
    return html`<details ?open=${!this.#narrow.matches}>
      <summary>${t('Objectives, constraints and ranking')}</summary>
      <div class="panel">
        <sweep-objectives .store=${store}></sweep-objectives>
        <sweep-constraints .store=${store}></sweep-constraints>
        <section class="ranking" aria-labelledby="ranking">
          <h2 id="ranking">${t('Ranking')}</h2>
          <tk-dropdown
            aria-label=${t('Ranking')}
            .value=${store.view.mode}
            @change=${(event: Event) => this.#setMode((event.target as HTMLSelectElement).value)}
          >
            <tk-option value="balanced">${t('balanced')}</tk-option>
            <tk-option value="genai-perf">genai-perf</tk-option>
          </tk-dropdown>
          <p class="muted">
            ${
              store.view.mode === 'balanced'
                ? t('Weighs how many times better each value is than a typical one.')
                : t('The order that genai-perf 0.0.16 itself gives, pair by pair.')
            }
          </p>
          ${store.ranked?.problem == null ? nothing : html`<p>${icon('warning', 'caution')} ${store.ranked.problem}</p>`}
        </section>
      </div>
    </details>`;
  }

  #setMode(mode: string): void {
    if ((mode === 'balanced' || mode === 'genai-perf') && mode !== this.store.view.mode) this.store.change({ mode });
  }
}

function loading(sizeBytes: number | null, name: string) {
  const size = sizeBytes === null ? '' : ` (${sentenceNumber(sizeBytes / 1e6)} MB)`;
  return html`<div class="face" role="status">
    <tk-progress-ring aria-hidden="true"></tk-progress-ring>
    <p>${t('Reading {0}{1}…', name, size)}</p>
  </div>`;
}

customElements.define('sweep-app', App);
