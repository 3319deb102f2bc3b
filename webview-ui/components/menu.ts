import { css, html, LitElement } from 'lit';
import type { Dropdown } from './dropdown.js';
import { sharedStyles } from './sharedStyles.js';
import './dropdown.js';

/** One thing to do. */
export interface MenuItem {
  readonly label: string;
  readonly run: () => void;
}

/** A button with a menu. */
export class Menu extends LitElement {
  static override properties = { label: {}, items: { attribute: false } };
  static override styles = [
    sharedStyles,
    css`
      :host {
        display: inline-block;
      }
      [role='menu'] {
        display: grid;
        padding: 4px;
      }
      .plain {
        padding: 4px 16px 4px 10px;
        white-space: nowrap;
      }
      .plain:is(:hover, :focus-visible) {
        color: var(--vscode-menu-selectionForeground, inherit);
        background: var(--vscode-menu-selectionBackground, var(--vscode-list-hoverBackground));
      }
    `,
  ];
  declare label: string;
  declare items: readonly MenuItem[];

  protected override render() {
    return html`<sweep-dropdown .label=${this.label}>
      <div role="menu" aria-label=${this.label} @keydown=${this.#move}>
        ${this.items.map(({ label, run }) => html`<button class="plain" role="menuitem" tabindex="-1" @click=${() => this.#choose(run)}>${label}</button>`)}
      </div>
    </sweep-dropdown>`;
  }

  #choose(run: () => void): void {
    this.renderRoot.querySelector<Dropdown>('sweep-dropdown')?.close();
    run();
  }

  readonly #move = (event: KeyboardEvent) => {
    const buttons = [...this.renderRoot.querySelectorAll<HTMLElement>('[role="menuitem"]')];
    const index = buttons.indexOf(event.target as HTMLElement);
    const steps: Partial<Record<string, number>> = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: -1 };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    buttons.at(step % buttons.length)?.focus();
  };
}

customElements.define('sweep-menu', Menu);
