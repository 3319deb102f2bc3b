import type { AnswerPlaces } from './answerFormat.js';
import { OptionError, shown } from './optionError.js';

/** What the user said of the answers of a server that nobody has heard of; absent where it was not said. */
export interface TemplateOptions {
  /** Place of the text, or `none`. */
  readonly templateOutput?: string | undefined;
  readonly templateInputTokens?: string | undefined;
  readonly templateOutputTokens?: string | undefined;
}

/** Says that the answers hold no text. */
export const noOutput = 'none';

/**
 * The places that the `--template-…` options name.
 * @throws {OptionError}
 */
export function answerPlaces(options: TemplateOptions): AnswerPlaces {
  const { templateOutput, templateInputTokens, templateOutputTokens } = options;
  return {
    output: templateOutput === noOutput ? undefined : placeOf(templateOutput, '--template-output'),
    inputTokens: placeOf(templateInputTokens, '--template-input-tokens'),
    outputTokens: placeOf(templateOutputTokens, '--template-output-tokens'),
  };
}

/** `$.choices[*].text` and `choices.text` are the same: an array means its elements. */
function placeOf(text: string | undefined, option: string): readonly string[] | undefined {
  if (text === undefined) return undefined;
  if (/\[\d+\]/.test(text))
    throw new OptionError(
      `${option} ${shown(text)}: leave the index out; ${text.replace(/\[\d+\]/g, '')} means every element`,
    );
  const names = text
    .trim()
    .replace(/^\$\.?/, '')
    .replace(/\[\*?\]/g, '')
    .split('.');
  if (names.some((name) => name === '' || /[[\]\s"']/.test(name)))
    throw new OptionError(`${option} ${shown(text)} is no place; write names with dots between, such as choices.text`);
  return names;
}
