import { html, svg, type TemplateResult } from 'lit';

const shapes = {
  best: 'M8 1.3l2 4.3 4.7.6-3.5 3.2.9 4.7L8 11.8l-4.1 2.3.9-4.7L1.3 6.2l4.7-.6z',
  check: 'M13.7 4.2l-.9-.8-6.3 7-3.4-3.3-.8.8 4.3 4.2z',
  cross: 'M12.6 4.3l-.9-.9L8 7.1 4.3 3.4l-.9.9L7.1 8l-3.7 3.7.9.9L8 8.9l3.7 3.7.9-.9L8.9 8z',
  warning: 'M8 1.5L.8 14.5h14.4zm0 2.3l5.5 9.7h-11zM7.4 6.5h1.2v4H7.4zm0 4.8h1.2v1.2H7.4z',
  failed:
    'M8 1a7 7 0 100 14A7 7 0 008 1zm0 1.2a5.8 5.8 0 110 11.6A5.8 5.8 0 018 2.2zM7.4 4h1.2v5H7.4zm0 6.2h1.2v1.4H7.4z',
  planned: 'M8 1a7 7 0 100 14A7 7 0 008 1zm0 1.2a5.8 5.8 0 110 11.6A5.8 5.8 0 018 2.2zM7.4 4v4.4l3 2.2.7-1L8.6 7.8V4z',
  right: 'M5.7 2.7l-.8.9L9.3 8l-4.4 4.4.8.9L11 8z',
  down: 'M2.7 5.7l.9-.8L8 9.3l4.4-4.4.9.8L8 11z',
  up: 'M2.7 10.3l.9.8L8 6.7l4.4 4.4.9-.8L8 5z',
  plus: 'M7.4 2h1.2v5.4H14v1.2H8.6V14H7.4V8.6H2V7.4h5.4z',
  info: 'M8 1a7 7 0 100 14A7 7 0 008 1zm0 1.2a5.8 5.8 0 110 11.6A5.8 5.8 0 018 2.2zM7.4 4h1.2v1.3H7.4zm0 2.6h1.2V12H7.4z',
} as const;

/** Name of a picture. */
export type IconName = keyof typeof shapes;

/** A picture beside a word that says the same; screen readers skip it. */
export function icon(name: IconName, colour = ''): TemplateResult {
  return html`<svg class="icon ${colour}" viewBox="0 0 16 16" aria-hidden="true">${svg`<path fill-rule="evenodd" d=${shapes[name]}></path>`}</svg>`;
}
