import { css, html, nothing } from 'lit';
import { rankingOptions } from '../words/commandLine.js';
import { t } from '../words/l10n.js';
import { settingNumber } from '../words/numbers.js';
import { parameterName } from '../words/parameterNames.js';
import { dateText } from '../words/qualityFigures.js';
import { icon } from './icons.js';
import type { MenuItem } from './menu.js';
import { sharedStyles } from './sharedStyles.js';
import { StoreElement } from './storeElement.js';
import './menu.js';

/** What these results are, what is running, and what can be done with all of them. */
export class Header extends StoreElement {
  static override styles = [
    sharedStyles,
    css`
      header {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 12px;
        align-items: center;
      }
      h1 {
        margin: 0;
        font-size: 1.15em;
        font-weight: 600;
      }
      .facts {
        flex: 1;
        min-inline-size: 200px;
      }
      .badge {
        padding: 1px 8px;
        color: var(--vscode-badge-foreground);
        background: var(--vscode-badge-background);
        border: 1px solid var(--vscode-contrastBorder, transparent);
        border-radius: 9px;
      }
      .running {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: center;
        margin-block-start: 8px;
      }
      progress {
        inline-size: 160px;
        block-size: 6px;
        appearance: none;
        background: var(--vscode-editorWidget-background);
        border: 1px solid var(--line);
      }
      progress::-webkit-progress-bar {
        background: none;
      }
      progress::-webkit-progress-value {
        background: var(--vscode-progressBar-background);
      }
      .notices {
        margin-block-start: 8px;
      }
    `,
  ];

  protected override render() {
    const { content, progress } = this.store;
    if (content === undefined) return nothing;
    const missing = content.unmeasured.length;
    const { allowed, reason } = content.runnable;
    return html`
      <header>
        <h1>${content.models.join(' + ') || t('No model yet')}</h1>
        <span class="facts muted">${this.#facts()}</span>
        ${content.simulated ? html`<span class="badge" title=${t('The embedded simulator answered, not a language model')}>${t('simulated')}</span>` : nothing}
        ${
          missing > 0 && progress === null
            ? html`<tk-button ?disabled=${!allowed} title=${reason ?? t('Measures what failed or is still missing')} @click=${() => this.store.act('runMissing', {})}
                >${t('Run missing ({0})', settingNumber(missing))}</tk-button
              >`
            : nothing
        }
        ${content.rows.names.length === 0 ? nothing : html`<sweep-menu .label=${t('Export')} .items=${this.#exports()}></sweep-menu>`}
        <tk-button appearance="secondary" @click=${() => this.store.act('openAsText', {})}>${t('Open as text')}</tk-button>
      </header>
      ${this.#running()}
      ${
        content.notices.length === 0
          ? nothing
          : html`<ul class="notices">
              ${content.notices.map((notice) => html`<li>${icon('info', 'accent')} ${notice}</li>`)}
            </ul>`
      }
    `;
  }

  #facts(): string {
    const { endpointType, sweptParameters, rows, unmeasured, measuredAt } = this.store.content!;
    const swept = sweptParameters.map((name) => parameterName(name).word).join(t(' and '));
    const count = rows.names.length + unmeasured.length;
    return [
      endpointType,
      swept === '' ? null : t('{0} sweep', swept),
      count === 1 ? t('1 scenario') : t('{0} scenarios', settingNumber(count)),
      measuredAt === null ? null : dateText(measuredAt),
    ]
      .filter((fact) => fact !== null)
      .join(' · ');
  }

  #running() {
    const { progress } = this.store;
    if (progress === null) return nothing;
    const { done, total, scenario, completedRequests, expectedRequests } = progress;
    const current =
      scenario === null
        ? ''
        : t('{0}, {1} of {2} requests', scenario, settingNumber(completedRequests), settingNumber(expectedRequests));
    return html`<div class="running">
      <span class="badge">${t('running {0}/{1}', Math.min(done + 1, total), total)}</span>
      <progress max=${total} .value=${done + (expectedRequests > 0 ? Math.min(1, completedRequests / expectedRequests) : 0)} aria-label=${t('Sweep')}></progress>
      <span class="number">${current}</span>
      <tk-button appearance="secondary" @click=${() => this.store.act('cancelSweep', {})}>${t('Cancel')}</tk-button>
    </div>`;
  }

  #exports(): MenuItem[] {
    const { view } = this.store;
    const options = rankingOptions(view);
    return [
      { label: t('Export summary CSV…'), run: () => this.store.act('exportCsv', { view }) },
      {
        label: t('Copy objectives and constraints as options'),
        run: () => this.store.act('copyText', { text: options }),
      },
      {
        label: t('Copy as genai-sweep command'),
        run: () => this.store.act('copyText', { text: `genai-sweep rank ${options}`.trim() }),
      },
    ];
  }
}

customElements.define('sweep-header', Header);
