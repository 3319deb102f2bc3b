import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import chinese from '../../../l10n/bundle.l10n.zh-cn.json' with { type: 'json' };
import { t, useLanguage } from '../../../webview-ui/words/l10n.js';

const root = join(import.meta.dirname, '../../..');
const sources = ['webview-ui', 'src/extension'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(root, folder, name), 'utf8')),
);
const all = sources.join('\n');
const placeholders = (sentence: string) => (sentence.match(/\{\d\}/g) ?? []).sort();

// That no sentence is missing is checked by the compiler: the table of translations is the type of all sentences.
test('every translation has the places of its sentence, and is one', () => {
  for (const [sentence, translation] of Object.entries(chinese)) {
    expect(placeholders(translation), sentence).toEqual(placeholders(sentence));
    expect(translation.trim(), sentence).not.toBe('');
  }
});

test('no translation is left of a sentence that is gone', () => {
  const unused = Object.keys(chinese).filter(
    (sentence) => !all.includes(sentence.replaceAll("'", "\\'")) && !all.includes(sentence),
  );
  expect(unused).toEqual([]);
});

test('values go to their places, and what is not translated stays English', () => {
  useLanguage('zh-cn', { 'limit {0}, {1} to spare': '余量 {1}，限值 {0}' });
  expect(t('limit {0}, {1} to spare', '200', '9 %')).toBe('余量 9 %，限值 200');
  expect(t('Best:')).toBe('Best:');
  useLanguage('en', {});
  expect(t('limit {0}, {1} to spare', '$1', '{0}')).toBe('limit $1, {0} to spare');
});
