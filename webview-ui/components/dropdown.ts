import { css, html, LitElement, nothing } from 'lit';
import { icon } from './icons.js';
import { sharedStyles } from './sharedStyles.js';

/** A button that opens a small window under it; Escape, a click elsewhere or leaving it closes it. */
export class Dropdown extends LitElement {
  static override properties = { label: {}, isOpen: { state: true } };
  static override styles = [
    sharedStyles,
    css`
      :host {
        position: relative;
        display: inline-block;
      }
      [slot='end'] {
        margin-inline-start: 6px;
      }
      .window {
        position: absolute;
        inset-block-start: calc(100% + 2px);
        inset-inline-end: 0;
        z-index: 10;
        inline-size: max-content;
        min-inline-size: 100%;
        max-inline-size: min(92vw, 900px);
        color: var(--vscode-menu-foreground, var(--vscode-foreground));
        background: var(--vscode-menu-background, var(--vscode-editorWidget-background));
        border: 1px solid var(--vscode-menu-border, var(--line));
        border-radius: 4px;
        box-shadow: 0 2px 8px var(--vscode-widget-shadow, transparent);
      }
    `,
  ];
  declare label: string;
  declare isOpen: boolean;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('pointerdown', this.#closeOutside);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('pointerdown', this.#closeOutside);
  }

  /** Closes it and puts the focus back on its button. */
  close(): void {
    this.isOpen = false;
    this.renderRoot.querySelector<HTMLElement>('tk-button')?.focus();
  }

  protected override render() {
    return html`<tk-button appearance="secondary" aria-expanded=${this.isOpen === true} aria-haspopup="true" @click=${this.#toggle}
        >${this.label}<span slot="end">${icon('down')}</span></tk-button
      >
      ${this.isOpen ? html`<div class="window" @keydown=${this.#closeOnEscape} @focusout=${this.#closeWhenLeft}><slot></slot></div>` : nothing}`;
  }

  readonly #toggle = async () => {
    this.isOpen = !this.isOpen;
    await this.updateComplete;
    if (this.isOpen) this.querySelector<HTMLElement>('[role="menuitem"], input')?.focus();
  };

  readonly #closeOnEscape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    this.close();
  };

  readonly #closeWhenLeft = ({ relatedTarget }: FocusEvent) => {
    if (relatedTarget instanceof Node && !this.contains(relatedTarget) && relatedTarget !== this) this.isOpen = false;
  };

  readonly #closeOutside = (event: PointerEvent) => {
    if (!event.composedPath().includes(this)) this.isOpen = false;
  };
}

customElements.define('sweep-dropdown', Dropdown);
