import { css } from 'lit';

/** What all parts of the page have in common. Colours are those of the editor's theme, without exception. */
export const sharedStyles = css`
  :host {
    --line: var(--vscode-contrastBorder, var(--vscode-panel-border, var(--vscode-widget-border, transparent)));
    --muted: var(--vscode-descriptionForeground);
    --good: var(--vscode-testing-iconPassed, var(--vscode-charts-green));
    --bad: var(--vscode-testing-iconFailed, var(--vscode-charts-red));
    --caution: var(--vscode-editorWarning-foreground, var(--vscode-charts-yellow));
    --accent: var(--vscode-charts-blue, var(--vscode-textLink-foreground));
    display: block;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h2,
  h3,
  p,
  ul,
  dl,
  dd {
    margin: 0;
    padding: 0;
  }
  ul {
    list-style: none;
  }
  h2 {
    font-size: 1em;
    font-weight: 600;
  }
  h3 {
    font-size: 0.92em;
    font-weight: 600;
  }
  .muted {
    color: var(--muted);
  }
  .number {
    font-variant-numeric: tabular-nums;
  }
  .good {
    color: var(--good);
  }
  .bad {
    color: var(--bad);
  }
  .caution {
    color: var(--caution);
  }
  .accent {
    color: var(--accent);
  }
  .bar {
    display: inline-block;
    block-size: 8px;
    min-inline-size: 2px;
    background: var(--bar, var(--good));
    border-radius: 1px;
  }
  .bar.against {
    background: none;
    border: 1px solid var(--bad);
  }
  .only-read {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .icon {
    inline-size: 16px;
    block-size: 16px;
    flex: none;
    vertical-align: -3px;
    fill: currentcolor;
  }
  select,
  .plain {
    font: inherit;
    color: inherit;
    background: none;
    border: 1px solid transparent;
    border-radius: 2px;
  }
  select {
    block-size: 26px;
    min-inline-size: 0;
    padding-inline: 4px;
    color: var(--vscode-dropdown-foreground);
    background: var(--vscode-dropdown-background);
    border-color: var(--vscode-dropdown-border, var(--line));
  }
  .field {
    min-inline-size: 0;
    inline-size: 100%;
    block-size: 26px;
    padding-inline: 6px;
    font: inherit;
    color: var(--vscode-input-foreground);
    background: var(--vscode-input-background);
    border: 1px solid var(--vscode-input-border, var(--line));
    border-radius: 2px;
  }
  .field::placeholder {
    color: var(--vscode-input-placeholderForeground);
  }
  option,
  optgroup {
    color: var(--vscode-dropdown-foreground);
    background: var(--vscode-dropdown-listBackground, var(--vscode-dropdown-background));
  }
  .plain {
    padding: 0;
    text-align: inherit;
    cursor: pointer;
  }
  /* Where the system sets the colours, it takes backgrounds away, of which a bar is nothing else, and draws every border. */
  @media (forced-colors: active) {
    .bar:not(.against) {
      background: CanvasText;
      forced-color-adjust: none;
    }
    .plain {
      border-color: Canvas;
    }
  }
  .icon-button {
    display: inline-grid;
    place-items: center;
    inline-size: 22px;
    block-size: 22px;
  }
  .icon-button:hover {
    background: var(--vscode-toolbar-hoverBackground);
  }
  :is(select, .plain, input, [tabindex]):focus-visible {
    outline: 1px solid var(--vscode-focusBorder);
    outline-offset: -1px;
  }
`;
