import { distance } from 'fastest-levenshtein';

/** The name whose spelling is nearest to `text`; undefined when none is near enough to be meant. */
function nearest(text: string, names: readonly string[]): string | undefined {
  const wanted = text.toLowerCase().replaceAll('_', '-');
  let best: string | undefined;
  let fewest = Math.max(2, Math.ceil(text.length / 3)) + 1;
  for (const name of names) {
    const edits = distance(wanted, name.toLowerCase().replaceAll('_', '-'));
    if (edits < fewest) [best, fewest] = [name, edits];
  }
  return best;
}

/** `: did you mean "x"?`, or `; known are …` when nothing is near. */
export function suggestion(text: string, names: readonly string[]): string {
  const name = nearest(text, names);
  return name === undefined ? `; known are ${names.join(', ')}` : `: did you mean "${name}"?`;
}
