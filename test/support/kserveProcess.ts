import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { writeCertificate } from './certificate.js';
import { startServer } from './startServer.js';

/** An answer as the server of kserveServer.mjs noted it. */
export interface TrueAnswer {
  readonly model: 'words' | 'songs' | 'whole';
  readonly id: string;
  readonly prompt: string;
  readonly tokens: number;
  /** Nanoseconds since the Unix epoch. */
  readonly begin: number;
  /** When each response was handed over. */
  readonly sent: readonly number[];
}

/** The server of kserveServer.mjs in its own process. */
export interface KserveProcess {
  /** Host and port. */
  readonly address: string;
  /** Certificate file that it is trusted by; empty without TLS. */
  readonly caFile: string;
  /** All answers so far. */
  truth(): TrueAnswer[];
}

/** Starts it; it ends with the test. */
export async function startKserveProcess(security: 'plain' | 'TLS' = 'plain'): Promise<KserveProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'genai-sweep-kserve-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const caFile = security === 'TLS' ? await writeCertificate(folder) : '';
  const log = join(folder, 'truth.jsonl');
  const program = join(import.meta.dirname, 'kserveServer.mjs');
  const server = await startServer(process.execPath, [program, log, ...(security === 'TLS' ? [folder] : [])]);
  onTestFinished(() => server.close());
  const { port } = server.greeting as { port: number };
  return {
    address: `127.0.0.1:${port}`,
    caFile,
    truth() {
      const lines = readFileSync(log, 'utf8').split('\n').slice(0, -1);
      return lines.map((line) => JSON.parse(line) as TrueAnswer);
    },
  };
}
