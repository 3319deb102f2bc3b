import { type Descents, sortAscending } from './listSort.js';

type IsLess<T> = (a: T, b: T) => boolean;

/** How an element compares with the one before it; unknown where the comparison fails. */
const state = { notLess: 0, less: 1, unknown: 2 } as const;

/**
 * A list that is sorted anew, with CPython's sequence of decisions, whenever an element comes in. Each of its sorts
 * compares all neighbours, which makes a list of n elements cost n² comparisons; here the outcomes of neighbours that were
 * there before are known.
 */
export class GrowingList<T> {
  readonly #isLess: IsLess<T>;
  /** Worst first. */
  #list: readonly T[] = [];
  /** By position in the list; undefined while nothing is known. */
  #states: Uint8Array | undefined;

  /** @param isLess always the same for the same two elements, until `sortAgain` */
  constructor(isLess: IsLess<T>) {
    this.#isLess = isLess;
  }

  /** Worst first. */
  get ascending(): readonly T[] {
    return this.#list;
  }

  /** Best first, as `list.sort(reverse=True)` leaves it. */
  get descending(): readonly T[] {
    return this.#list.toReversed();
  }

  /** `list.append(element); list.sort(reverse=True)`. */
  add(element: T): void {
    const before = this.#list;
    const states = this.#states ?? this.#statesOf(before);
    // Turned round for the sort, the end of the list is its beginning.
    const list = [element, ...before];
    const shifted = new Uint8Array(list.length);
    shifted.set(states, 1);
    if (list.length > 1) shifted[1] = this.#compare(list, 1);
    sortAscending(list, this.#isLess, this.#known(list, shifted));
    this.#states = this.#statesAfter(list, { before, states });
    this.#list = list;
  }

  /** Adds many to an empty list at once, which takes numbers that compare as the elements do: then every way of sorting agrees. */
  addByNumber(elements: readonly T[], numberOf: (element: T) => number): void {
    // Of equal ones the earlier is better, so it stands behind.
    const keyed = elements.map((element) => ({ element, number: numberOf(element) })).reverse();
    this.#list = keyed.sort((a, b) => a.number - b.number).map(({ element }) => element);
  }

  /** `list.sort(reverse=True)` after the comparison has changed. */
  sortAgain(): void {
    this.#states = undefined;
    const list = [...this.#list];
    sortAscending(list, this.#isLess);
    this.#list = list;
  }

  /** Forgets how neighbours compare. */
  forget(): void {
    this.#states = undefined;
  }

  #known(list: readonly T[], states: Uint8Array): Descents {
    return {
      next: (from, isDescent) => {
        const wanted = isDescent ? state.less : state.notLess;
        for (let start = from; ; start++) {
          const sure = states.indexOf(wanted, start);
          const unsure = states.indexOf(state.unknown, start);
          if (unsure === -1 || (sure !== -1 && sure < unsure)) return sure === -1 ? list.length : sure;
          // Fails here as it would have failed there.
          if (this.#isLess(list[unsure]!, list[unsure - 1]!) === isDescent) return unsure;
          start = unsure;
        }
      },
    };
  }

  #statesAfter(list: readonly T[], { before, states }: { before: readonly T[]; states: Uint8Array }): Uint8Array {
    let first = 0;
    while (first < before.length && list[first] === before[first]) first++;
    let end = list.length;
    while (end - 1 > first && list[end - 1] === before[end - 2]) end--;
    const after = new Uint8Array(list.length);
    after.set(states.subarray(0, first));
    if (end < list.length) after.set(states.subarray(end), end + 1);
    for (let at = Math.max(first, 1); at <= Math.min(end, list.length - 1); at++) after[at] = this.#compare(list, at);
    return after;
  }

  #statesOf(list: readonly T[]): Uint8Array {
    return Uint8Array.from(list, (_, at) => (at === 0 ? state.notLess : this.#compare(list, at)));
  }

  #compare(list: readonly T[], at: number): number {
    try {
      return this.#isLess(list[at]!, list[at - 1]!) ? state.less : state.notLess;
    } catch {
      return state.unknown;
    }
  }
}
