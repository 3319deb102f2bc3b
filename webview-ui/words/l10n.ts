import type table from '../../l10n/bundle.l10n.zh-cn.json';

/** A sentence of the page, in English. The table of translations has every one of them, or the page does not compile. */
export type Sentence = keyof typeof table;

let translations: Readonly<Partial<Record<string, string>>> = {};
let language = 'en';

/** Takes the editor's language and its sentences by the English ones; what is missing stays English. Before anything is shown. */
export function useLanguage(name: string, bundle: Readonly<Partial<Record<string, string>>>): void {
  language = name;
  translations = bundle;
}

/** A sentence in the reader's language; `{0}` is the first value. */
export function t(sentence: Sentence, ...values: readonly (string | number)[]): string {
  return (translations[sentence] ?? sentence).replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)]));
}

/** For dates: English ones with the day first and 24 hours. */
export function dateLocale(): string {
  return language.startsWith('en') ? 'en-GB' : language;
}
