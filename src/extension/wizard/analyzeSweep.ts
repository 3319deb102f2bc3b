import * as vscode from 'vscode';
import { duration } from '../../core/report/figures.js';
import { planTotals } from '../../core/report/planReport.js';
import { OptionError } from '../../core/sweep/optionError.js';
import { type SweepType, sweepTypes } from '../../core/sweep/scenario.js';
import { parseServerUrl } from '../../core/sweep/serverUrl.js';
import { endpointTypes, supportedEndpointTypes } from '../../core/sweep/support.js';
import { inspectServer } from '../../engines/inspectServer.js';
import { ServerError } from '../../engines/serverError.js';
import { asSentence } from '../humanError.js';
import { type ApiKeys, apiKeyVariable, originOf } from '../sweep/apiKeys.js';
import type { ConfigObject } from '../sweep/sweepSource.js';
import type { LastEndpoints } from './lastEndpoints.js';
import { askText, type ChoiceItem, pick, runSteps, type Step } from './multiStep.js';
import { firstValues, previewRange, rangeOption } from './rangePreview.js';

/** What the steps ask for. */
interface Answers {
  folder: vscode.Uri | undefined;
  url: string;
  servedModels: readonly string[] | undefined;
  /** It refuses who has none. */
  wantsKey: boolean;
  hasKey: boolean;
  model: string;
  endpointType: string;
  streaming: boolean;
  type: SweepType;
  range: string;
}

/** What the dialogue works with. */
export interface AnalyzeSweepParts {
  readonly apiKeys: ApiKeys;
  readonly endpoints: LastEndpoints;
}

/** A sweep as it was put together. */
export interface AskedSweep {
  /** Results go below it, and relative paths begin there. */
  readonly folder: vscode.Uri;
  readonly options: ConfigObject;
}

/**
 * Asks for a sweep, step by step.
 * @param folders of the workspace, at least one
 * @throws {vscode.CancellationError}
 */
export async function askSweep(parts: AnalyzeSweepParts, folders: readonly vscode.Uri[]): Promise<AskedSweep> {
  const [last] = parts.endpoints.all;
  const answers: Answers = {
    folder: folders[0],
    url: last?.url ?? 'localhost:8000',
    servedModels: undefined,
    wantsKey: false,
    hasKey: false,
    model: last?.model ?? '',
    endpointType: last?.endpointType ?? 'chat',
    streaming: last?.streaming ?? true,
    type: 'concurrency',
    range: '',
  };
  const steps: Step<Answers>[] = [
    ...(folders.length > 1 ? [folderStep(folders)] : []),
    endpointStep(parts),
    keyStep(parts),
    modelStep,
    endpointTypeStep,
    sweepTypeStep,
    rangeStep,
  ];
  await runSteps(vscode.l10n.t('Analyze Sweep'), steps, answers);
  const { url, model, endpointType, streaming } = answers;
  await parts.endpoints.add({ url, model, endpointType, streaming });
  return { folder: answers.folder ?? folders[0]!, options: optionsOf(answers) };
}

function optionsOf(answers: Answers): ConfigObject {
  return { ...targetOf(answers), 'sweep-type': answers.type, ...rangeOption(answers.range) };
}

function targetOf({ url, model, endpointType, streaming, hasKey }: Answers): ConfigObject {
  return {
    model,
    url,
    'endpoint-type': endpointType,
    ...(streaming && { streaming }),
    ...(hasKey && { 'api-key-env': apiKeyVariable }),
  };
}

function folderStep(folders: readonly vscode.Uri[]): Step<Answers> {
  return async (answers, frame) => {
    const items = folders.map((value) => ({ label: vscode.workspace.asRelativePath(value), value }));
    const placeholder = vscode.l10n.t('Folder for the results');
    answers.folder = await pick(frame, { placeholder, items, active: answers.folder });
  };
}

function endpointStep({ apiKeys, endpoints }: AnalyzeSweepParts): Step<Answers> {
  return async (answers, frame) => {
    const items = [...new Set([...endpoints.all.map(({ url }) => url), 'localhost:8000'])].map((url) => urlItem(url));
    answers.url = await pick<string>(frame, {
      placeholder: vscode.l10n.t('Address of the server: host:port or http(s)://…'),
      items,
      active: answers.url,
      typed: (text) => (items.some(({ value }) => value === text) ? undefined : urlItem(text)),
      check: (url) => lookAt(url, { answers, apiKeys }),
    });
  };
}

function urlItem(url: string): ChoiceItem<string> {
  return { label: url, value: url, iconPath: new vscode.ThemeIcon('server') };
}

/** Looks at the server, with its key when one is kept; what is wrong with it in one sentence. */
async function lookAt(
  url: string,
  { answers, apiKeys }: { readonly answers: Answers; readonly apiKeys: ApiKeys },
): Promise<string | undefined> {
  const key = await apiKeys.get(url);
  try {
    const { origin, path } = parseServerUrl(url);
    const found = await inspectServer({
      url: `${origin}${path.replace(/\/v1$/, '')}`,
      models: [],
      headers: key === undefined ? [] : [['Authorization', `Bearer ${key}`]],
      signal: new AbortController().signal,
    });
    answers.servedModels = found.servedModels;
    answers.hasKey = key !== undefined;
    answers.wantsKey = false;
    return undefined;
  } catch (error) {
    if (error instanceof ServerError && /refuses access/.test(error.message)) {
      answers.wantsKey = true;
      return undefined;
    }
    if (error instanceof ServerError || error instanceof OptionError) return asSentence(error.message);
    throw error;
  }
}

/** Asks for the key of a server that wants one, until it takes it. */
function keyStep({ apiKeys }: AnalyzeSweepParts): Step<Answers> {
  return async (answers, frame) => {
    if (!answers.wantsKey) return 'nothing to ask';
    let prompt = vscode.l10n.t(
      '{0} wants an API key. It is kept in the secret storage of the editor.',
      originOf(answers.url),
    );
    while (answers.wantsKey) {
      const look = (text: string) => (text.trim() === '' ? errorMessage(vscode.l10n.t('Paste the key.')) : undefined);
      const key = await askText(frame, { prompt, value: '', password: true, look });
      await apiKeys.set(answers.url, key);
      await lookAt(answers.url, { answers, apiKeys });
      prompt = vscode.l10n.t('{0} refuses this key. Try another one.', originOf(answers.url));
    }
    return undefined;
  };
}

const modelStep: Step<Answers> = async (answers, frame) => {
  const models = answers.servedModels ?? [];
  if (models.length === 0) {
    const look = (text: string) =>
      text.trim() === '' ? errorMessage(vscode.l10n.t('Write the name that requests ask for.')) : undefined;
    answers.model = await askText(frame, {
      prompt: vscode.l10n.t('The server has no list of models. Which one shall be asked?'),
      value: answers.model,
      look,
    });
    return;
  }
  answers.model = await pick(frame, {
    placeholder: vscode.l10n.t('Model ({0} served)', models.length),
    items: models.map((value) => ({ label: value, value, iconPath: new vscode.ThemeIcon('symbol-class') })),
    active: answers.model,
  });
};

const endpointTypeStep: Step<Answers> = async (answers, frame) => {
  const items = supportedEndpointTypes.flatMap((type) => {
    const { streaming, path } = endpointTypes[type];
    const plain = { label: type, description: `/${path ?? ''}`, value: `${type} false` };
    if (!streaming) return [plain];
    const detail = vscode.l10n.t('Streaming: measures time to first token and inter token latency');
    return [{ ...plain, label: vscode.l10n.t('{0}, streaming', type), detail, value: `${type} true` }, plain];
  });
  const picked = await pick(frame, {
    placeholder: vscode.l10n.t('What requests ask for'),
    items,
    active: `${answers.endpointType} ${answers.streaming}`,
  });
  const [type, streaming] = picked.split(' ');
  answers.endpointType = type!;
  answers.streaming = streaming === 'true';
};

const sweepTypeStep: Step<Answers> = async (answers, frame) => {
  const fits = (type: SweepType) =>
    type !== 'batch_size' || endpointTypes[answers.endpointType as keyof typeof endpointTypes].textBatch;
  const items = sweepTypes.filter(fits).map((value) => ({ label: value, detail: sweepTypeHelp()[value], value }));
  const type = await pick(frame, { placeholder: vscode.l10n.t('What is swept'), items, active: answers.type });
  if (type !== answers.type || answers.range === '') answers.range = usualRange[type];
  answers.type = type;
};

const usualRange: Readonly<Record<SweepType, string>> = {
  concurrency: '1:32',
  request_rate: '1:16',
  input_sequence_length: '100:1600',
  num_dataset_entries: '10:160',
  batch_size: '1:16',
};

function sweepTypeHelp(): Readonly<Record<SweepType, string>> {
  return {
    concurrency: vscode.l10n.t('Requests in flight at any time'),
    request_rate: vscode.l10n.t('Requests per second, sent on schedule whatever the server does'),
    input_sequence_length: vscode.l10n.t('Tokens in a prompt'),
    num_dataset_entries: vscode.l10n.t('Different prompts'),
    batch_size: vscode.l10n.t('Texts in a request'),
  };
}

const rangeStep: Step<Answers> = async (answers, frame) => {
  answers.range = await askText(frame, {
    prompt: rangeHelp(),
    value: answers.range,
    look: (text) => (text.trim() === '' ? errorMessage(rangeHelp()) : rangeMessage(text, answers)),
  });
};

function rangeHelp(): string {
  return vscode.l10n.t('Write min:max for powers of two, min:max:step, or a list such as 1, 2, 4.');
}

/** `6 scenarios: 1, 2, 4, 8, 16, 32; 6 min at the longest`, or what is wrong. */
function rangeMessage(text: string, answers: Answers): vscode.InputBoxValidationMessage {
  const preview = previewRange(text, answers.type, targetOf(answers));
  if (preview.kind === 'problem') return errorMessage(asSentence(preview.message));
  const { scenarios, longestMs } = planTotals(preview.plan);
  const count = scenarios === 1 ? vscode.l10n.t('1 scenario') : vscode.l10n.t('{0} scenarios', scenarios);
  const time = longestMs === undefined ? '' : vscode.l10n.t('; {0} at the longest', duration(longestMs));
  return {
    message: `${count}: ${firstValues(preview.values)}${time}`,
    severity: vscode.InputBoxValidationSeverity.Info,
  };
}

function errorMessage(message: string): vscode.InputBoxValidationMessage {
  return { message, severity: vscode.InputBoxValidationSeverity.Error };
}
