/** A point of a curve. */
export interface CurvePoint {
  readonly x: number;
  readonly y: number;
}

/** A bend of less than this share of the curve's height is a straight line to anybody who looks at it. */
const smallestBend = 0.05;

/**
 * Where a curve bends most: the point furthest from the straight line between its ends, when both axes are scaled to
 * 0…1 (Satopää et al., "Finding a Kneedle in a Haystack", 2011). Past it, more load buys little throughput, or costs
 * much latency. The points may come in any order.
 * @returns position in `points`; undefined for fewer than three points, a straight line, or points with the same x only
 */
export function kneePoint(points: readonly CurvePoint[]): number | undefined {
  const order = points.map((_, index) => index).sort((a, b) => points[a]!.x - points[b]!.x);
  const first = points[order[0] ?? 0];
  const last = points[order.at(-1) ?? 0];
  if (points.length < 3 || first === undefined || last === undefined || first.x === last.x) return undefined;
  const ys = points.map(({ y }) => y);
  const height = Math.max(...ys) - Math.min(...ys);
  const bendAt = (index: number) => {
    const { x, y } = points[index]!;
    const onLine = first.y + ((last.y - first.y) * (x - first.x)) / (last.x - first.x);
    return Math.abs(y - onLine) / height;
  };
  const knee = order.slice(1, -1).reduce((best, index) => (bendAt(index) > bendAt(best) ? index : best), order[1]!);
  return bendAt(knee) >= smallestBend ? knee : undefined;
}
