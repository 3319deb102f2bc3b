import { OptionError } from './optionError.js';

/** What `--input-file` names. */
export type InputSource =
  /** A JSON Lines file with a prompt per line, or a folder of such files. */
  | { readonly kind: 'prompts'; readonly path: string }
  /** `payload:file`: a trace. */
  | { readonly kind: 'trace'; readonly path: string }
  /** `synthetic:a,b`: no file; texts of these names are made. */
  | { readonly kind: 'synthetic'; readonly names: readonly string[] };

/**
 * Reads the value of `--input-file`.
 * @throws {OptionError} for a prefix without anything behind it
 */
export function inputSource(text: string): InputSource {
  const [, prefix, rest = ''] = /^(payload|synthetic):(.*)$/s.exec(text) ?? [];
  if (prefix === undefined) return { kind: 'prompts', path: text };
  if (rest.trim() === '')
    throw new OptionError(
      `"${text}" lacks ${prefix === 'payload' ? 'a file: write payload:trace.jsonl' : 'names: write synthetic:queries,passages'}`,
    );
  if (prefix === 'payload') return { kind: 'trace', path: rest };
  return { kind: 'synthetic', names: rest.split(',').map((name) => name.trim().replace(/\.jsonl$/, '')) };
}

/** The kind of an optional `--input-file`; undefined where prompts are made. */
export function fileKind(inputFile: string | undefined): 'prompts' | 'trace' | undefined {
  const source = inputFile === undefined ? undefined : inputSource(inputFile);
  return source === undefined || source.kind === 'synthetic' ? undefined : source.kind;
}
