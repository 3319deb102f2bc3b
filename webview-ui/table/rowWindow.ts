/** Height of every row but the open one. */
export const rowHeightPx = 28;

/** A row that gets higher when it opens. */
export interface OpenRow {
  readonly index: number;
  /** What the row has more than the others. */
  readonly extraPx: number;
}

/** What of a long list is in sight. */
export interface Sight {
  readonly rows: number;
  readonly scrollTopPx: number;
  readonly heightPx: number;
  readonly open?: OpenRow | undefined;
}

/** Rows that are drawn beyond both ends of what is in sight, so that a turn of the wheel meets no hole. */
const spareRows = 4;

/** Where a row begins, below the head. */
export function startOf(index: number, open?: OpenRow): number {
  return index * rowHeightPx + (open !== undefined && index > open.index ? open.extraPx : 0);
}

/** Height of all rows together. */
export function totalHeight(rows: number, open?: OpenRow): number {
  return startOf(rows, open);
}

/** The rows to draw, `first` up to before `end`. */
export function rowsInSight({ rows, scrollTopPx, heightPx, open }: Sight): { first: number; end: number } {
  const first = rowAt(scrollTopPx, open) - spareRows;
  const end = rowAt(scrollTopPx + heightPx, open) + 1 + spareRows;
  return { first: Math.min(Math.max(first, 0), rows), end: Math.min(Math.max(end, 0), rows) };
}

/** How far to scroll so that a row is wholly in sight: not at all when it is. A high open row shows its beginning. */
export function scrollTopFor(index: number, { scrollTopPx, heightPx, open }: Sight): number {
  const start = startOf(index, open);
  const end = start + rowHeightPx + (open?.index === index ? open.extraPx : 0);
  if (start < scrollTopPx) return start;
  return end <= scrollTopPx + heightPx ? scrollTopPx : Math.min(start, end - heightPx);
}

function rowAt(topPx: number, open: OpenRow | undefined): number {
  const plain = Math.floor(topPx / rowHeightPx);
  if (open === undefined || plain <= open.index) return plain;
  return Math.max(open.index, Math.floor((topPx - open.extraPx) / rowHeightPx));
}
