import { css, html, LitElement, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { t } from '../words/l10n.js';
import { numberFrom } from '../words/numbers.js';
import { sharedStyles } from './sharedStyles.js';

/**
 * A field for a number of 0 or more, or any number with `signed`. What is being typed stays as it is, whatever else the page
 * shows anew meanwhile. Fires `enter` with each number that is typed, and with null when an `optional` one is emptied.
 */
export class NumberField extends LitElement {
  static override properties = {
    value: { attribute: false },
    label: {},
    placeholder: {},
    optional: { type: Boolean },
    signed: { type: Boolean },
    typed: { state: true },
  };
  static override styles = [
    sharedStyles,
    css`
      :host {
        position: relative;
        min-inline-size: 0;
      }
      [aria-invalid='true'] {
        border-color: var(--vscode-inputValidation-errorBorder, var(--bad));
      }
      .wrong {
        position: absolute;
        inset-block-start: calc(100% + 2px);
        inset-inline-end: 0;
        z-index: 5;
        inline-size: max-content;
        max-inline-size: 240px;
        padding: 3px 6px;
        color: var(--vscode-inputValidation-errorForeground, var(--vscode-foreground));
        background: var(--vscode-inputValidation-errorBackground);
        border: 1px solid var(--vscode-inputValidation-errorBorder, var(--bad));
      }
    `,
  ];
  /** Null for none. */
  declare value: number | null;
  declare label: string;
  declare placeholder: string | undefined;
  /** Whether it may be empty. */
  declare optional: boolean;
  /** Whether it may be below 0. */
  declare signed: boolean;
  /** Undefined while nobody types. */
  declare typed: string | undefined;

  override focus(): void {
    this.renderRoot.querySelector('input')?.focus();
  }

  protected override render() {
    const isWrong = this.typed !== undefined && this.#read(this.typed) === undefined;
    return html`<input
        class="field"
        type="text"
        inputmode="decimal"
        autocomplete="off"
        aria-label=${this.label}
        aria-invalid=${isWrong}
        aria-describedby=${isWrong ? 'wrong' : nothing}
        placeholder=${this.placeholder ?? nothing}
        .value=${live(this.typed ?? (this.value === null ? '' : String(this.value)))}
        @input=${this.#type}
        @change=${this.#leave}
        @blur=${this.#leave}
      />${isWrong ? html`<div class="wrong" id="wrong" role="alert">${this.#rule()}</div>` : nothing}`;
  }

  #rule(): string {
    return this.signed ? t('A number, such as 0.5.') : t('A number of 0 or more, such as 0.5.');
  }

  readonly #type = (event: Event) => {
    this.typed = (event.target as HTMLInputElement).value;
    const entered = this.#read(this.typed);
    if (entered === undefined || entered === this.value) return;
    // At once, so that leaving the field before the page is shown anew does not bring back the old number.
    this.value = entered;
    this.dispatchEvent(new CustomEvent('enter', { detail: entered }));
  };

  readonly #leave = () => {
    this.typed = undefined;
  };

  /** Undefined for what is no number, or not one yet. */
  #read(text: string): number | null | undefined {
    if (text.trim() === '') return this.optional ? null : undefined;
    const number = numberFrom(text);
    return number === undefined || (number < 0 && !this.signed) ? undefined : number;
  }
}

customElements.define('sweep-number-field', NumberField);
