/** A place in the document that shows one row after another. */
export interface RowSlot {
  readonly id: number;
  /** Whether it showed another row before. */
  readonly isFresh: boolean;
}

/** Gives rows to elements: a row keeps its element, so that it glides, and a new one takes one that is free, which is far cheaper than making one. */
export class RowSlots {
  #idOf = new Map<string, number>();

  /**
   * @param keys of all rows that are drawn now
   * @param focused key of the row that has the focus: once it is out of sight no other row takes its element, and the focus with it
   */
  assign(keys: readonly string[], focused: string | undefined): ReadonlyMap<string, RowSlot> {
    const before = new Map(this.#idOf);
    if (focused !== undefined && !keys.includes(focused)) before.delete(focused);
    const kept = new Set(keys.flatMap((key) => before.get(key) ?? []));
    const free = [...before.values()].filter((id) => !kept.has(id)).reverse();
    let next = Math.max(-1, ...this.#idOf.values()) + 1;
    const slots = keys.map((key): [string, RowSlot] => {
      const id = before.get(key);
      return [key, id === undefined ? { id: free.pop() ?? next++, isFresh: true } : { id, isFresh: false }];
    });
    this.#idOf = new Map(slots.map(([key, { id }]) => [key, id]));
    return new Map(slots);
  }
}
