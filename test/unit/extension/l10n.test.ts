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

const isTextOfHost = (() => {
  const used = new Set(usedTexts());
  return (text: string) => used.has(text);
})();

describe('texts of the extension', () => {
  it('are plain, and all in the bundle, which holds those of the page too', () => {
    const used = usedTexts();
    expect(used).not.toContain(undefined);
    const bundle = readTexts('l10n/bundle.l10n.json');
    expect(sorted(used as string[]).filter((text) => bundle[text] !== text)).toEqual([]);
    const page = readdirSync(join(root, 'webview-ui'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(root, 'webview-ui', file), 'utf8').replaceAll("\\'", "'"))
      .join('\n');
    expect(Object.keys(bundle).filter((text) => !isTextOfHost(text) && !page.includes(text))).toEqual([]);
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
    const ofHost = untranslated
      .map((key) => texts[key]!)
      .filter((text) => original.startsWith('package') || isTextOfHost(text));
    expect(ofHost).toEqual(['GenAI Sweep']);
  });

  it('keeps its placeholders and commands', () => {
    for (const [key, text] of Object.entries(texts)) {
      expect([key, placeholders(translations[key]!)]).toEqual([key, placeholders(text)]);
      expect([key, commands(translations[key]!)]).toEqual([key, commands(text)]);
    }
  });
});
