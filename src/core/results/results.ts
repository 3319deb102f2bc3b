import { ResultsView } from './resultsView.js';
import type { RunConfigEntry } from './runConfigEntry.js';
import { RunConfigTable } from './runConfigTable.js';

/** The run configs of a sweep, best first by objectives that can be changed at any time. */
export class Results extends ResultsView {
  /** Empty. */
  constructor() {
    super(new RunConfigTable());
  }

  /** Takes the run configs in one by one, so that a generator never has to hold them all. */
  static from(entries: Iterable<RunConfigEntry>): Results {
    const results = new Results();
    for (const entry of entries) results.add(entry);
    return results;
  }

  /** Appends a run config; one of the same name is replaced in its place. */
  add(entry: RunConfigEntry): void {
    this.table.set(entry);
  }

  /** Takes a run config out; false when there is none of this name. */
  remove(name: string): boolean {
    return this.table.remove(name);
  }
}
