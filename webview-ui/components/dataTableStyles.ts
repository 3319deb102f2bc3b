import { css } from 'lit';

/** Looks of the data table. */
export const dataTableStyles = css`
  .scroller {
    container-type: inline-size;
    max-block-size: var(--table-height, 60vh);
    overflow: auto;
    border: 1px solid var(--line);
    border-radius: 4px;
  }
  /* As long as a row is open, in sight or not. A scrollbar that came and went with its height would change that height. */
  .scroller.tall {
    max-block-size: 85vh;
    overflow-y: scroll;
  }
  .table {
    position: relative;
  }
  .head {
    position: sticky;
    inset-block-start: 0;
    z-index: 3;
  }
  .body {
    position: relative;
  }
  .item {
    position: absolute;
    inset-block-start: 0;
    inset-inline: 0;
    transition: transform 180ms ease-out;
  }
  /* Drawn where another row stood: that one did not move here. */
  .item.fresh {
    transition: none;
  }
  @media (prefers-reduced-motion: reduce) {
    .item {
      transition: none;
    }
  }
  .row {
    --row-background: var(--vscode-editor-background);
    display: grid;
    grid-template-columns: var(--columns);
    background: var(--row-background);
    border-block-end: 1px solid var(--vscode-tree-tableOddRowsBackground, var(--line));
  }
  .head .row {
    --row-background: var(--vscode-keybindingTable-headerBackground, var(--vscode-editorWidget-background));
    background:
      linear-gradient(var(--row-background), var(--row-background)),
      var(--vscode-editor-background);
    border-block-end: 1px solid var(--line);
  }
  .cell {
    display: flex;
    gap: 6px;
    align-items: center;
    min-inline-size: 0;
    min-block-size: 27px;
    padding-inline: 10px;
    white-space: nowrap;
    background: inherit;
  }
  .head .cell {
    padding: 0;
  }
  .head button {
    display: flex;
    flex-direction: column;
    justify-content: center;
    inline-size: 100%;
    block-size: 100%;
    padding: 5px 10px;
    font-weight: 600;
  }
  .head .right button {
    align-items: end;
  }
  .head .unit {
    font-weight: 400;
    font-size: 0.92em;
  }
  .head .title .icon {
    inline-size: 12px;
    margin-inline-start: 2px;
  }
  .right {
    justify-content: end;
  }
  .sticky {
    position: sticky;
    inset-inline-start: 0;
    z-index: 2;
  }
  .sticky-1 {
    inset-inline-start: var(--second);
    border-inline-end: 1px solid var(--line);
  }
  .measured {
    cursor: default;
  }
  .measured:hover {
    --row-background: color-mix(in srgb, var(--vscode-foreground) 8%, var(--vscode-editor-background));
  }
  .open {
    --row-background: color-mix(in srgb, var(--vscode-focusBorder) 14%, var(--vscode-editor-background));
  }
  .dim :is(.icon, .score-bar) {
    opacity: 0.5;
  }
  /* On the backgrounds of these the fainter colour would be too faint. */
  .dim:not(.open, :hover) {
    color: color-mix(in srgb, var(--vscode-foreground) 72%, var(--vscode-editor-background));
  }
  .scenario {
    display: flex;
    gap: 6px;
    align-items: center;
    min-inline-size: 0;
    block-size: 100%;
  }
  .ellipsis {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .badge {
    padding: 0 6px;
    color: var(--vscode-badge-foreground);
    font-size: 0.85em;
    line-height: 1.5;
    background: var(--vscode-badge-background);
    border: 1px solid var(--vscode-contrastBorder, transparent);
    border-radius: 8px;
  }
  .miss {
    display: inline-flex;
    gap: 2px;
    align-items: center;
    margin-inline-end: auto;
    font-size: 0.92em;
  }
  .score {
    min-inline-size: 44px;
    text-align: end;
  }
  .score-bar {
    --bar: var(--accent);
    margin-inline-end: auto;
  }
  .link {
    color: var(--vscode-textLink-foreground);
    text-decoration: underline;
  }
  .link:disabled {
    color: var(--vscode-disabledForeground);
    cursor: default;
  }
  .details {
    position: sticky;
    inset-inline-start: 0;
    inline-size: 100cqi;
    padding: 12px 16px 16px;
    border-block-end: 1px solid var(--line);
  }
`;
