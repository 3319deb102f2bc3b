import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');
const source = join(root, 'src/extension');

function readTexts(file: string): Record<string, string> {
  return JSON.parse(readFileSync(join(root, file), 'utf8')) as Record<string, string>;
}

/** First arguments of all calls of `vscode.l10n.t`; one that is no plain text counts as `undefined`. */
function usedTexts(): (string | undefined)[] {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.flatMap((file) => textsOf(readFileSync(join(source, file), 'utf8')));
}

function textsOf(text: string): (string | undefined)[] {
  const found: (string | undefined)[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /\bl10n\.t$/.test(node.expression.getText())) {
      const [first] = node.arguments;
      found.push(first !== undefined && ts.isStringLiteralLike(first) ? first.text : undefined);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('source.ts', text, ts.ScriptTarget.Latest, true));
  return found;
}

const sorted = (values: Iterable<string>) => [...new Set(values)].sort();
const placeholders = (text: string) => sorted(text.match(/\{\d\}/g) ?? []);
const commands = (text: string) => sorted(text.match(/\(command:[\w.]+\)/g) ?? []);

describe('texts of the extension', () => {
  it('are plain, all in the bundle, and all of the bundle is used', () => {
    const used = usedTexts();
    expect(used).not.toContain(undefined);
    expect(Object.keys(readTexts('l10n/bundle.l10n.json'))).toEqual(sorted(used as string[]));
  });
});

describe.each([
  ['l10n/bundle.l10n.json', 'l10n/bundle.l10n.zh-cn.json'],
  ['package.nls.json', 'package.nls.zh-cn.json'],
])('%s', (original, translated) => {
  const texts = readTexts(original);
  const translations = readTexts(translated);

  it('is translated whole, and nothing else is', () => {
    expect(sorted(Object.keys(translations))).toEqual(sorted(Object.keys(texts)));
    const untranslated = Object.keys(texts).filter((key) => translations[key] === texts[key]);
    expect(untranslated.map((key) => texts[key])).toEqual(['GenAI Sweep']);
  });

  it('keeps its placeholders and commands', () => {
    for (const [key, text] of Object.entries(texts)) {
      expect([key, placeholders(translations[key]!)]).toEqual([key, placeholders(text)]);
      expect([key, commands(translations[key]!)]).toEqual([key, commands(text)]);
    }
  });
});
