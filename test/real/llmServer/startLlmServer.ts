import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { pythonEnvironment, toolsFolder } from '../../support/pythonEnvironment.js';
import { startServer } from '../../support/startServer.js';

/** What the server is to be like. */
export interface LlmServerOptions {
  /** Requests that run at once; further ones queue. */
  readonly parallel: number;
  /** Longest prompt and answer together, in tokens. */
  readonly contextTokens?: number;
  /** What it makes instead of text. */
  readonly makes?: keyof typeof poolings;
}

/** llama.cpp's server with a small random model. */
export interface LlmServer {
  /** Scheme, host and port. */
  readonly url: string;
  /** Name of its model. */
  readonly model: string;
  /** The model's `tokenizer.json`. */
  readonly tokenizerFile: string;
  close(): Promise<void>;
}

/** How the vectors of all tokens become one answer. */
const poolings = { embeddings: 'MEAN', rankings: 'RANK' } as const;

const here = import.meta.dirname;
const model = 'random-llama';

/**
 * Starts the server on a free port. The first call on a machine installs it and makes the model (seconds); both are
 * kept. Its answers have exactly `max_tokens` tokens, one event each.
 */
export async function startLlmServer(options: LlmServerOptions): Promise<LlmServer> {
  const python = await pythonEnvironment({
    name: 'llm-server',
    requirements: join(here, 'requirements.txt'),
    pipArguments: ['--no-deps'],
  });
  const folder = await modelFolder(python);
  const { parallel, contextTokens: context = 2048, makes } = options;
  const pooling = makes === undefined ? null : poolings[makes];
  const settings = { model: join(folder, 'model.gguf'), name: model, parallel, context, pooling };
  const { greeting, close } = await startServer(python, [join(here, 'serve.py'), JSON.stringify(settings)]);
  return { url: (greeting as { url: string }).url, model, tokenizerFile: join(folder, 'tokenizer.json'), close };
}

/** Makes the model unless this very one is there. */
async function modelFolder(python: string): Promise<string> {
  const program = join(here, 'make_model.py');
  const digest = createHash('sha256').update(readFileSync(program)).digest('hex').slice(0, 12);
  const folder = join(toolsFolder, `llm-model-${digest}`);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  await execa(python, [program, unfinished]);
  renameSync(unfinished, folder);
  return folder;
}
