import { Checkpoint } from '../../../src/core/checkpoint/checkpoint.js';
import { columnsOf, contentOfCheckpoint, recordsOf } from '../../../src/protocol/contentOfCheckpoint.js';
import type { Method } from '../../../src/protocol/contract.js';
import type { PageContent, ResultsContent, SweepProgress } from '../../../src/protocol/pageContent.js';
import { type Handlers, ProtocolServer } from '../../../src/protocol/protocolServer.js';
import { RemoteError } from '../../../src/protocol/remoteError.js';
import type { ViewState } from '../../../src/protocol/viewState.js';
import { demoCheckpoint, generatedCheckpoint, twoEnginesCheckpoint } from './generatedCheckpoint.js';

/** What tests see of the host, as `window.scriptedHost`. */
export interface ScriptedHost {
  /** Every request of the page, oldest first. */
  readonly requests: { readonly method: Method; readonly params: unknown }[];
  readonly server: ProtocolServer;
  /** Shows another generated checkpoint, as when the file changes. */
  showRows(count: number): void;
  setProgress(progress: SweepProgress): void;
}

const options = new URLSearchParams(location.search);
const state = options.get('state');
const savedView = sessionStorage.getItem('view');
let view: ViewState | null = savedView === null ? null : JSON.parse(savedView);
let revision = 1;
let checkpoint = Checkpoint.empty();
const loaded = loadCheckpoint();
let progress: SweepProgress =
  state === 'running'
    ? { done: 3, total: 7, scenario: 'concurrency=8', completedRequests: 45, expectedRequests: 100 }
    : null;

const requests: ScriptedHost['requests'] = [];
const nothing = () => ({});
const handlers: Handlers = {
  ready: async () => {
    // As the editor does when a tree has asked for a run config: the word goes out before the results.
    const name = options.get('reveal');
    if (name !== null) server.emit('reveal', { name });
    checkpoint = await loaded;
    return { page: pageContent(), view, progress };
  },
  saveView: (params) => {
    view = params.view;
    sessionStorage.setItem('view', JSON.stringify(view));
    return {};
  },
  columns: ({ revision: wantedRevision, wanted }) => {
    if (wantedRevision !== revision) throw new RemoteError('outdated', 'The checkpoint has changed.');
    return { columns: columnsOf(checkpoint.results, wanted) };
  },
  runConfig: ({ name }) => {
    const runConfig = checkpoint.results.get(name);
    if (runConfig === undefined) throw new Error(`There is no run config ${name}.`);
    const { details = null } = runConfig;
    const own =
      details && `genai-sweep profile -m ${runConfig.models[0]} -u ${details.url} --endpoint-type chat --streaming`;
    const perfAnalyzerCommand = [...runConfig.getPerfAnalyzerCommand()];
    return {
      command: own,
      perfAnalyzerCommand,
      hasArtifacts: details !== null,
      details,
      records: recordsOf(runConfig),
    };
  },
  startSweep: nothing,
  runMissing: nothing,
  runAgain: nothing,
  cancelSweep: () => {
    progress = null;
    server.emit('progressChanged', progress);
    return {};
  },
  openArtifacts: () => {
    throw new Error('The artifacts of this run config are no longer there.');
  },
  openAsText: nothing,
  exportCsv: () => ({ saved: true }),
  copyText: nothing,
};

const post = (message: unknown) => window.postMessage(structuredClone(message), location.origin);
const server = new ProtocolServer({ handlers, post });
const host: ScriptedHost = {
  requests,
  server,
  showRows(count) {
    checkpoint = generatedCheckpoint(count);
    revision++;
    server.emit('contentChanged', pageContent());
  },
  setProgress(next) {
    progress = next;
    server.emit('progressChanged', next);
  },
};

Object.assign(window, {
  scriptedHost: host,
  acquireVsCodeApi: () => ({
    postMessage(message: { readonly kind: string; readonly method: Method; readonly params: unknown }) {
      if (message.kind === 'request') requests.push({ method: message.method, params: message.params });
      void server.receive(structuredClone(message));
    },
  }),
});

async function loadCheckpoint(): Promise<Checkpoint> {
  const rows = options.get('rows');
  const sweep = options.get('sweep') ?? 'demo';
  if (state === 'empty' || state === 'planned') return Checkpoint.empty();
  if (rows !== null) return generatedCheckpoint(Number(rows));
  if (sweep === 'demo') return demoCheckpoint();
  if (sweep === 'one') return generatedCheckpoint(1);
  if (sweep === 'two-models') return generatedCheckpoint(6, ['llama-3.1-8b', 'qwen-2.5-7b']);
  if (sweep === 'two-engines') return twoEnginesCheckpoint();
  return Checkpoint.parse(await (await fetch(`checkpoints/${sweep}`)).text());
}

function pageContent(): PageContent {
  return { revision, fileName: 'checkpoint.json', content: content() };
}

function content(): PageContent['content'] {
  if (state === 'loading') return { state, sizeBytes: 48_200_000 };
  if (state === 'foreign') return { state };
  if (state === 'damaged')
    return {
      state,
      message: 'the file ends inside a list: it was cut off while it was written.',
      line: 812,
      column: 37,
    };
  const waiting = state === 'planned' ? [8, 16, 32] : state === 'running' ? [128] : [];
  const planned = waiting.map((value): ResultsContent['unmeasured'][number] => ({
    id: `planned-${value}`,
    swept: [{ name: 'concurrency', value }],
    failure: null,
    failedAt: null,
  }));
  const runnable = { allowed: true, reason: null };
  return contentOfCheckpoint(checkpoint, { view, planned, errorRateLimit: 0.01, runnable });
}
