import { LitElement, type PropertyDeclarations, type PropertyValues } from 'lit';
import type { PageStore } from '../store/pageStore.js';

/** An element that shows something of the store, again whenever that changes. */
export abstract class StoreElement extends LitElement {
  static override properties: PropertyDeclarations = { store: { attribute: false } };
  declare store: PageStore;
  #unsubscribe: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unsubscribe = this.store?.subscribe(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unsubscribe?.();
  }

  protected override shouldUpdate(_changes: PropertyValues): boolean {
    return this.store !== undefined;
  }
}
