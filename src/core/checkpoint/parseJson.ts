import { syntaxErrorIn } from './checkpointError.js';

/**
 * JSON as Python's json module writes it: with NaN and Infinity, which become null, for both mean that nothing was
 * measured.
 * @throws {CheckpointError} with the place where the text stops being JSON
 */
export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    if (/NaN|Infinity/.test(json)) return parsePythonJson(json);
    throw syntaxErrorIn(json);
  }
}

function parsePythonJson(json: string): unknown {
  const notFinite = /"[^"\\]*(?:\\.[^"\\]*)*"|-?Infinity|NaN/g;
  try {
    return JSON.parse(json.replace(notFinite, (token) => (token.startsWith('"') ? token : 'null')));
  } catch {
    throw syntaxErrorIn(json);
  }
}
