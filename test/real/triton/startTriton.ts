import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeCertificate } from '../../support/certificate.js';
import { pythonEnvironment } from '../../support/pythonEnvironment.js';
import { startServer } from '../../support/startServer.js';

/**
 * A real Triton with models that only pretend: `gpt2` (vLLM), `ensemble` (TensorRT-LLM), `whole` (not decoupled), `broken`,
 * `vectors` (no language model).
 */
export interface Triton {
  /** Host and port, as `--url` takes them. */
  readonly grpcUrl: string;
  readonly httpUrl: string;
  /** Its own metrics page. */
  readonly metricsUrl: string;
  /** Certificate file that its gRPC port is trusted by, with TLS. */
  readonly caFile: string;
  /** What the models did since the last call. */
  takeTruth(): TrueRequest[];
  close(): Promise<void>;
}

/** A request as its model saw it. */
export interface TrueRequest {
  readonly id: string;
  /** Nanoseconds since the Unix epoch; JSON makes them exact to some 200 ns. */
  readonly begin: number;
  /** When each response left the model. */
  readonly sent: readonly number[];
  readonly prompt: string;
  readonly stream: boolean;
  readonly tokens: number;
  readonly minimum: number;
  /** Whether the client went away before the end. */
  readonly cancelled: boolean;
  readonly sampling: Readonly<Record<string, unknown>>;
  readonly temperature: number | null;
}

const here = import.meta.dirname;

/** Starts it on free ports; the first call on a machine installs it (55 MB). */
export async function startTriton(security: 'plain' | 'TLS' = 'plain'): Promise<Triton> {
  const python = await pythonEnvironment({
    name: 'triton',
    requirements: join(here, 'requirements.txt'),
    pipArguments: ['--no-deps'],
  });
  const folder = mkdtempSync(join(tmpdir(), 'genai-sweep-triton-'));
  const caFile = security === 'TLS' ? await writeCertificate(folder) : '';
  const { greeting, close } = await startServer(python, [join(here, 'serve.py'), folder]);
  const { truthLog, ...urls } = greeting as Pick<Triton, 'grpcUrl' | 'httpUrl' | 'metricsUrl'> & { truthLog: string };
  let taken = 0;
  return {
    ...urls,
    caFile,
    takeTruth() {
      const lines = readFileSync(truthLog, 'utf8').split('\n').slice(0, -1);
      const fresh = lines.slice(taken).map((line) => JSON.parse(line) as TrueRequest);
      taken = lines.length;
      return fresh;
    },
    async close() {
      await close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
