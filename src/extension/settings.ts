import * as vscode from 'vscode';
import type { EngineName } from '../core/sweep/engineNames.js';
import { settingIds } from './ids.js';

/** What the user set; the defaults stand in package.json. */
export const settings = {
  /** Share of failed requests above which a run config ranks below all others, 0 to 1. */
  errorRateLimit(): number {
    return read<number>(settingIds.errorRateLimit) / 100;
  },
  /** Whether a sweep opens its checkpoint when it begins. */
  openResults(): boolean {
    return read<boolean>(settingIds.openResults);
  },
  /** What makes the load where a sweep names no engine. */
  engine(): EngineName {
    return read<EngineName>(settingIds.engine);
  },
  /** The program of that engine; undefined to look on PATH. */
  enginePath(): string | undefined {
    return read<string>(settingIds.enginePath) || undefined;
  },
  /** Whether terminals find the command line tool. */
  addToPath(): boolean {
    return read<boolean>(settingIds.addToPath);
  },
};

function read<Value>(id: string): Value {
  const value = vscode.workspace.getConfiguration().get<Value>(id);
  if (value === undefined) throw new Error(`package.json declares no default for ${id}`);
  return value;
}
