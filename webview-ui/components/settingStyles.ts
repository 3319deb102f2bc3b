import { css } from 'lit';

/** Lists of objectives and constraints. */
export const settingStyles = css`
  section,
  ul {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
  }
  .setting {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 4px;
    padding-block-end: 8px;
    border-block-end: 1px solid var(--line);
  }
  .line {
    display: flex;
    gap: 4px;
    align-items: center;
  }
  .line > :first-child {
    flex: 1;
    min-inline-size: 0;
  }
  .head {
    display: flex;
    justify-content: space-between;
  }
  .hint,
  .note {
    line-height: 1.4;
  }
  .ellipsis {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  section > tk-button {
    justify-self: start;
  }
`;
