import type { PageContent, ResultsContent, SweepProgress } from '../../src/protocol/pageContent.js';
import type { ProtocolClient } from '../../src/protocol/protocolClient.js';
import { RemoteError } from '../../src/protocol/remoteError.js';
import { initialView, type ViewState } from '../../src/protocol/viewState.js';
import { type RankedSweep, rankSweep } from './rankedSweep.js';
import { Sweep } from './sweep.js';

const saveDelayMs = 300;
/** Number of run configs from which genai-perf's comparison of pairs can no longer follow a slider. */
const slowFrom = 2000;
const slowDelayMs = 300;

/** Everything the page shows, and what can be done with it. Components read it and call it; it tells them once per frame. */
export class PageStore {
  readonly client: ProtocolClient;
  /** Undefined until the host has answered. */
  page: PageContent | undefined;
  view: ViewState = initialView;
  progress: SweepProgress = null;
  /** Undefined while there are no results to show. */
  ranked: RankedSweep | undefined;
  /** Whether a ranking that takes long is under way: what is shown is the one before. */
  isRanking = false;
  /** Run config whose row is open. */
  opened: string | null = null;
  /** What went wrong last, one sentence. */
  error: string | null = null;
  readonly #listeners = new Set<() => void>();
  #sweep: Sweep | undefined;
  /** A newer content whose columns are on their way: until they are here, nothing of it is shown. */
  #incoming: { readonly page: PageContent; readonly sweep: Sweep } | undefined;
  #frame = 0;
  #saving: ReturnType<typeof setTimeout> | undefined;
  #slowRanking: ReturnType<typeof setTimeout> | undefined;
  #isRankingDue = false;
  readonly #requested = new Set<string>();

  /** @param client connected to the host */
  constructor(client: ProtocolClient) {
    this.client = client;
    client.on('contentChanged', (page) => this.#setPage(page));
    client.on('progressChanged', (progress) => {
      this.progress = progress;
      this.#changed();
    });
    client.on('viewChanged', (view) => this.#setView(view));
    client.on('reveal', ({ name }) => this.open(name));
  }

  /** Asks the host for everything. */
  async start(): Promise<void> {
    const answer = await this.act('ready', {});
    if (answer === undefined) return;
    const { page, view, progress } = answer;
    this.progress = progress;
    if (view !== null) this.view = view;
    this.#setPage(page);
  }

  /** Calls the listener after changes, at most once per frame; the result ends it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** The results that are shown; undefined for every other state. */
  get content(): ResultsContent | undefined {
    return this.#sweep?.content;
  }

  /** Changes the view and saves it. */
  change(changes: Partial<ViewState>): void {
    this.#setView({ ...this.view, ...changes });
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => this.save(), saveDelayMs);
  }

  /** Saves the view at once, if a change has not been saved yet. */
  save(): void {
    if (this.#saving === undefined) return;
    clearTimeout(this.#saving);
    this.#saving = undefined;
    void this.act('saveView', { view: this.view });
  }

  /** Opens the row of a run config, or closes it with null. */
  open(name: string | null): void {
    this.opened = name;
    this.#changed();
  }

  /** Forgets what went wrong. */
  dismissError(): void {
    this.error = null;
    this.#changed();
  }

  /** Asks the host for something; a failure is shown, and gives undefined. */
  act: ProtocolClient['request'] = async (method, params, signal) => {
    try {
      return await this.client.request(method, params, signal);
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error;
      if (error.code !== 'cancelled' && error.code !== 'outdated') {
        this.error = error.message;
        this.#changed();
      }
      return undefined as never;
    }
  };

  #setPage(page: PageContent): void {
    const latest = this.#incoming?.page ?? this.page;
    if (latest !== undefined && page.revision < latest.revision) return;
    this.#requested.clear();
    const { content } = page;
    this.#incoming = content.state === 'results' ? { page, sweep: new Sweep(content) } : undefined;
    if (this.#incoming === undefined) this.#show(page, undefined);
    this.#rankSoon();
  }

  #show(page: PageContent, sweep: Sweep | undefined): void {
    this.page = page;
    this.#sweep = sweep;
    if (sweep === undefined) this.ranked = undefined;
  }

  #setView(view: ViewState): void {
    this.view = view;
    this.#rankSoon();
  }

  #rankSoon(): void {
    clearTimeout(this.#slowRanking);
    void this.#fetchColumns();
    const sweep = this.#incoming?.sweep ?? this.#sweep;
    this.isRanking = this.view.mode === 'genai-perf' && (sweep?.results.size ?? 0) > slowFrom;
    this.#isRankingDue = !this.isRanking;
    // Its pairs are compared for long then: the end of a slider's way is enough.
    if (this.isRanking)
      this.#slowRanking = setTimeout(() => {
        this.#isRankingDue = true;
        this.isRanking = false;
        this.#changed();
      }, slowDelayMs);
    this.#changed();
  }

  #changed(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#rank();
      for (const listener of this.#listeners) listener();
    });
  }

  /** Until the columns that rank and filter are here, what is shown stays as it was. */
  #rank(): void {
    const sweep = this.#incoming?.sweep ?? this.#sweep;
    if (!this.#isRankingDue || sweep === undefined) return;
    if (sweep.missingColumns(rankingTags(this.view)).length > 0) return;
    if (this.#incoming !== undefined) this.#show(this.#incoming.page, sweep);
    this.#incoming = undefined;
    this.ranked = rankSweep(sweep, this.view);
    this.#isRankingDue = false;
  }

  async #fetchColumns(): Promise<void> {
    const page = this.#incoming?.page ?? this.page;
    const sweep = this.#incoming?.sweep ?? this.#sweep;
    if (sweep === undefined || page === undefined) return;
    const { performanceColumns, gpuColumns, serverColumns } = this.view;
    const tags = [...rankingTags(this.view), ...performanceColumns, ...gpuColumns, ...serverColumns];
    const keyOf = ({ subject, tag }: { readonly subject: string; readonly tag: string }) => `${tag} ${subject}`;
    const wanted = sweep.missingColumns(tags).filter((column) => !this.#requested.has(keyOf(column)));
    if (wanted.length === 0) return;
    for (const column of wanted) this.#requested.add(keyOf(column));
    const answer = await this.act('columns', { revision: page.revision, wanted });
    if (sweep !== (this.#incoming?.sweep ?? this.#sweep)) return;
    if (answer === undefined) {
      // The next change asks again.
      for (const column of wanted) this.#requested.delete(keyOf(column));
      return;
    }
    // A column that is promised and not sent counts as not measured, or the order would wait for it for ever.
    const nothing = (): Float64Array => new Float64Array(sweep.results.size).fill(Number.NaN);
    const sent = new Set(answer.columns.map(keyOf));
    sweep.addColumns([
      ...answer.columns,
      ...wanted.filter((column) => !sent.has(keyOf(column))).map((column) => ({ ...column, values: nothing() })),
    ]);
    this.#isRankingDue = true;
    this.#changed();
  }
}

function rankingTags({ objectives, constraints }: ViewState): string[] {
  return ['request_throughput_avg', ...[...objectives, ...constraints].map(({ tag }) => tag)];
}
