/** What all steps of one sort share. */
export interface Sorting<T> {
  readonly list: T[];
  readonly isLess: (a: T, b: T) => boolean;
  readonly gallop: { threshold: number };
}

/** Wins in a row after which a merge starts to gallop; each merge leaves its own value to the next one. */
const firstThreshold = 7;

/** Galloping state of a new sort. */
export function newGallop(): { threshold: number } {
  return { threshold: firstThreshold };
}

/** Turns the stretch from `start` up to `end` round. */
export function reverse<T>(list: T[], start: number, end: number): void {
  for (let low = start, high = end - 1; low < high; low++, high--) {
    const element = list[low] as T;
    list[low] = list[high] as T;
    list[high] = element;
  }
}

/** Two neighbouring stretches of the list: from `start` up to `middle`, and on up to `end`. */
interface Bounds {
  readonly start: number;
  readonly middle: number;
  readonly end: number;
}

/** Merges two neighbouring sorted stretches in place, stable, with CPython's sequence of comparisons. */
export function merge<T>(sorting: Sorting<T>, bounds: Bounds): void {
  const { list, isLess } = sorting;
  const { middle } = bounds;
  // What is in place already, at both ends, takes no part.
  const start = bounds.start + upperBound(isLess, list[middle] as T, { list, start: bounds.start, end: middle }, 0);
  if (start === middle) return;
  const right = { list, start: middle, end: bounds.end };
  const end = middle + lowerBound(isLess, list[middle - 1] as T, right, bounds.end - middle - 1);
  if (end === middle) return;
  if (middle - start <= end - middle) mergeForward(sorting, { start, middle, end });
  else mergeBackward(sorting, { start, middle, end });
}

interface Stretch<T> {
  readonly list: readonly T[];
  readonly start: number;
  readonly end: number;
}

type IsLess<T> = (a: T, b: T) => boolean;

/** How many elements of the stretch are less than `key`, searched in growing steps from `hint` on, then by halves. */
function lowerBound<T>(isLess: IsLess<T>, key: T, stretch: Stretch<T>, hint: number): number {
  return gallop((element) => isLess(element, key), stretch, hint);
}

/** How many elements of the stretch are not greater than `key`. */
function upperBound<T>(isLess: IsLess<T>, key: T, stretch: Stretch<T>, hint: number): number {
  return gallop((element) => !isLess(key, element), stretch, hint);
}

function gallop<T>(isBefore: (element: T) => boolean, { list, start, end }: Stretch<T>, hint: number): number {
  const isBeforeAt = (index: number) => isBefore(list[start + index] as T);
  const length = end - start;
  const isRightward = isBeforeAt(hint);
  const most = isRightward ? length - hint : hint + 1;
  let near = 0;
  let far = 1;
  while (far < most && isBeforeAt(isRightward ? hint + far : hint - far) === isRightward) {
    near = far;
    far = far * 2 + 1;
  }
  far = Math.min(far, most);
  let low = (isRightward ? hint + near : hint - far) + 1;
  let high = isRightward ? hint + far : hint - near;
  while (low < high) {
    const middle = low + ((high - low) >> 1);
    if (isBeforeAt(middle)) low = middle + 1;
    else high = middle;
  }
  return high;
}

/** Two sorted stretches, a before b, on their way into one; each direction of merging has its own. */
interface Merge {
  /** Whether the next element comes from b. */
  readonly isTurnOfB: () => boolean;
  /** How many elements of a come before the next one of b. */
  readonly countA: () => number;
  /** How many elements of b come before the next one of a. */
  readonly countB: () => number;
  readonly takeA: (count: number) => void;
  readonly takeB: (count: number) => void;
  /** When the rest needs no more comparisons. */
  readonly isOver: () => boolean;
}

/** Takes elements one by one, and whole stretches while one side keeps winning, until the merge is over. */
function alternate({ isTurnOfB, countA, countB, takeA, takeB, isOver }: Merge, state: { threshold: number }): void {
  let { threshold } = state;
  while (!isOver()) {
    let winsA = 0;
    let winsB = 0;
    do {
      if (isTurnOfB()) {
        takeB(1);
        winsB++;
        winsA = 0;
      } else {
        takeA(1);
        winsA++;
        winsB = 0;
      }
      if (isOver()) return;
    } while (winsA < threshold && winsB < threshold);
    // Galloping makes the next one easier to enter, leaving it makes it harder.
    threshold++;
    do {
      if (threshold > 1) threshold--;
      state.threshold = threshold;
      winsA = countA();
      takeA(winsA);
      if (isOver()) return;
      takeB(1);
      if (isOver()) return;
      winsB = countB();
      takeB(winsB);
      if (isOver()) return;
      takeA(1);
      if (isOver()) return;
    } while (winsA >= firstThreshold || winsB >= firstThreshold);
    state.threshold = ++threshold;
  }
}

/** Merge from the left, the shorter left stretch set aside. Its last element belongs at the end. */
function mergeForward<T>({ list, isLess, gallop: state }: Sorting<T>, { start, middle, end }: Bounds): void {
  const left = list.slice(start, middle);
  let a = 0;
  let b = middle;
  let target = start;
  const takeA = (count: number) => {
    for (let taken = 0; taken < count; taken++) list[target++] = left[a++] as T;
  };
  const takeB = (count: number) => {
    for (let taken = 0; taken < count; taken++) list[target++] = list[b++] as T;
  };
  takeB(1);
  const merge: Merge = {
    isTurnOfB: () => isLess(list[b] as T, left[a] as T),
    countA: () => upperBound(isLess, list[b] as T, { list: left, start: a, end: left.length }, 0),
    countB: () => lowerBound(isLess, left[a] as T, { list, start: b, end }, 0),
    takeA,
    takeB,
    isOver: () => b === end || left.length - a <= 1,
  };
  alternate(merge, state);
  // Comparisons that contradict each other can use a up; then what is left of b is in place already.
  if (left.length - a === 1) takeB(end - b);
  takeA(left.length - a);
}

/** Merge from the right, the shorter right stretch set aside. Its first element belongs at the start. */
function mergeBackward<T>({ list, isLess, gallop: state }: Sorting<T>, { start, middle, end }: Bounds): void {
  const right = list.slice(middle, end);
  /** Ends of what is left of both stretches, and of the gap that they fill. */
  let a = middle;
  let b = right.length;
  let target = end;
  const takeA = (count: number) => {
    for (let taken = 0; taken < count; taken++) list[--target] = list[--a] as T;
  };
  const takeB = (count: number) => {
    for (let taken = 0; taken < count; taken++) list[--target] = right[--b] as T;
  };
  takeA(1);
  const merge: Merge = {
    isTurnOfB: () => !isLess(right[b - 1] as T, list[a - 1] as T),
    countA: () => a - start - upperBound(isLess, right[b - 1] as T, { list, start, end: a }, a - start - 1),
    countB: () => b - lowerBound(isLess, list[a - 1] as T, { list: right, start: 0, end: b }, b - 1),
    takeA,
    takeB,
    isOver: () => a === start || b <= 1,
  };
  alternate(merge, state);
  if (b === 1) takeA(a - start);
  takeB(b);
}
