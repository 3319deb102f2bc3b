import { merge, newGallop, reverse, type Sorting } from './listMerge.js';

/**
 * `list.sort(reverse=True)` of CPython 3.11, in place: best first when `isLess(a, b)` says that b is better.
 * The original's comparison is not transitive, so which elements are compared, and when, decides the order; the
 * language's own sort differs in that from engine to engine. This is CPython's: natural runs, short ones extended by
 * binary insertion, merged in the order of the powersort rule, galloping included.
 */
export function sortDescending<T>(list: T[], isLess: (a: T, b: T) => boolean): void {
  reverse(list, 0, list.length);
  sortAscending(list, isLess);
  reverse(list, 0, list.length);
}

/** What is known of a list before it is sorted. */
export interface Descents {
  /** The first position from `from` on whose element is less than the one before it, or is not; the list's length without. */
  next(from: number, isDescent: boolean): number;
}

/**
 * What `sortDescending` does between turning the list round twice: worst first.
 * @param known spares the comparisons of neighbours that would have to be made again
 */
export function sortAscending<T>(list: T[], isLess: (a: T, b: T) => boolean, known?: Descents): void {
  sortRuns({ list, isLess, gallop: newGallop() }, known ?? comparingDescents(list, isLess));
}

function comparingDescents<T>(list: readonly T[], isLess: (a: T, b: T) => boolean): Descents {
  return {
    next(from, isDescent) {
      let at = from;
      while (at < list.length && isLess(list[at] as T, list[at - 1] as T) !== isDescent) at++;
      return at;
    },
  };
}

/** A sorted stretch of the list that waits for its merge. */
interface Run {
  start: number;
  length: number;
  /** Depth in the ideal merge tree of the boundary to the run after it. */
  power: number;
}

function sortRuns<T>(sorting: Sorting<T>, descents: Descents): void {
  const { length } = sorting.list;
  if (length < 2) return;
  const runs: Run[] = [];
  const shortest = shortestRun(length);
  let start = 0;
  while (start < length) {
    let end = naturalRun(sorting.list, start, descents);
    if (end - start < shortest) {
      const extended = Math.min(start + shortest, length);
      insertSorted(sorting, { start, sorted: end, end: extended });
      end = extended;
    }
    pushRun(sorting, runs, { start, length: end - start, power: 0 });
    start = end;
  }
  while (runs.length > 1) {
    const last = runs.length - 2;
    const isBetterBefore = last > 0 && (runs[last - 1] as Run).length < (runs[last + 1] as Run).length;
    mergeWithNext(sorting, runs, isBetterBefore ? last - 1 : last);
  }
}

/** Between 32 and 64, so that the list is a power of two of such runs, or a little less. */
function shortestRun(length: number): number {
  let isRest = 0;
  let size = length;
  while (size >= 64) {
    isRest |= size & 1;
    size >>= 1;
  }
  return size + isRest;
}

/** End of the run that starts here; a strictly descending one is turned round. */
function naturalRun<T>(list: T[], start: number, descents: Descents): number {
  const second = start + 1;
  if (second === list.length) return second;
  const end = descents.next(second, true);
  if (end > second) return end;
  const descendingEnd = descents.next(second + 1, false);
  reverse(list, start, descendingEnd);
  return descendingEnd;
}

/** Binary insertion of the elements from `sorted` to `end` into the sorted stretch before them. */
function insertSorted<T>({ list, isLess }: Sorting<T>, stretch: { start: number; sorted: number; end: number }): void {
  for (let next = stretch.sorted; next < stretch.end; next++) {
    const element = list[next] as T;
    let low = stretch.start;
    let high = next;
    while (low < high) {
      const middle = low + ((high - low) >> 1);
      if (isLess(element, list[middle] as T)) high = middle;
      else low = middle + 1;
    }
    list.copyWithin(low + 1, low, next);
    list[low] = element;
  }
}

function pushRun<T>(sorting: Sorting<T>, runs: Run[], run: Run): void {
  const last = runs.at(-1);
  if (last !== undefined) {
    const power = boundaryPower(last, run, sorting.list.length);
    while (runs.length > 1 && (runs[runs.length - 2] as Run).power > power) {
      mergeWithNext(sorting, runs, runs.length - 2);
    }
    (runs[runs.length - 1] as Run).power = power;
  }
  runs.push(run);
}

/** The first bit in which the middles of two neighbouring runs differ, as fractions of the whole length. */
function boundaryPower(left: Run, right: Run, length: number): number {
  let a = 2 * left.start + left.length;
  let b = a + left.length + right.length;
  for (let power = 1; ; power++) {
    if (a >= length) {
      a -= length;
      b -= length;
    } else if (b >= length) {
      return power;
    }
    a *= 2;
    b *= 2;
  }
}

function mergeWithNext<T>(sorting: Sorting<T>, runs: Run[], at: number): void {
  const [left, right] = runs.slice(at, at + 2) as [Run, Run];
  runs.splice(at, 2, { start: left.start, length: left.length + right.length, power: right.power });
  merge(sorting, { start: left.start, middle: right.start, end: right.start + right.length });
}
