import * as z from 'zod';
import { parseExtraInputs } from './extraInputs.js';
import { parseGoodput } from './goodput.js';
import { inputSource } from './inputSource.js';
import { flag, option, text, wholeNumber } from './optionField.js';
import { parsedBy, textsOrMapping } from './optionValue.js';

const group = 'Input';
const genaiPerf = (path: string) => `input.${path}`;

/** What the requests say. */
export const inputOptions = {
  syntheticInputTokensMean: wholeNumber(
    { min: 1 },
    {
      group,
      aliases: ['isl'],
      help: 'Mean number of tokens in a prompt, chat template not counted.',
      genaiPerfPath: genaiPerf('synthetic_tokens.mean'),
    },
  ),
  syntheticInputTokensStddev: wholeNumber(
    { min: 0 },
    { group, help: 'Standard deviation of that number.', genaiPerfPath: genaiPerf('synthetic_tokens.stddev') },
  ),
  outputTokensMean: wholeNumber(
    { min: 1 },
    {
      group,
      aliases: ['osl'],
      help: 'Mean number of output tokens that requests are limited to.',
      defaultNote: "the server's own limit",
      genaiPerfPath: genaiPerf('output_tokens.mean'),
    },
  ),
  outputTokensStddev: wholeNumber(
    { min: 0 },
    {
      group,
      help: 'Standard deviation of that number; needs --output-tokens-mean.',
      genaiPerfPath: genaiPerf('output_tokens.stddev'),
    },
  ),
  outputTokensField: text({
    group,
    placeholder: 'name',
    help: 'Field of the request body that holds that limit, for servers that want max_completion_tokens (chat, completions, multimodal).',
    defaultNote: 'max_tokens',
  }),
  outputTokensMeanDeterministic: flag({
    group,
    aliases: ['exact-osl'],
    help: 'Ask for answers of exactly that many tokens: ignore_eos and min_tokens on OpenAI-compatible servers that know them, a shortest length on Triton.',
    genaiPerfPath: genaiPerf('output_tokens.deterministic'),
  }),
  batchSizeText: wholeNumber(
    { min: 1 },
    {
      group,
      short: 'b',
      aliases: ['batch-size'],
      help: 'Texts per request (completions, embeddings …); passages per query for rankings.',
      genaiPerfPath: genaiPerf('batch_size'),
    },
  ),
  numDatasetEntries: wholeNumber(
    { min: 1 },
    {
      group,
      aliases: ['num-prompts'],
      help: 'Number of different requests (of a file, its first); they are sent over again when they run out.',
      defaultNote: 'as many as will be sent',
      genaiPerfPath: genaiPerf('num_dataset_entries'),
    },
  ),
  inputFile: option('text', parsedBy(z.string('must be a text').min(1, 'must not be empty'), checkedSource), {
    group,
    placeholder: 'file',
    help: 'JSON Lines file with one request per line ({"text": "…"}) or a folder of such files, in place of synthetic prompts; payload:file replays a trace, synthetic:queries,passages names synthetic texts.',
    genaiPerfPath: genaiPerf('file'),
  }),
  numPrefixPrompts: wholeNumber(
    { min: 0 },
    {
      group,
      help: 'Number of prefixes; every prompt starts with one of them.',
      genaiPerfPath: genaiPerf('prefix_prompt.num'),
    },
  ),
  prefixPromptLength: wholeNumber(
    { min: 0 },
    { group, help: 'Number of tokens in a prefix.', genaiPerfPath: genaiPerf('prefix_prompt.length') },
  ),
  repeatPrompts: flag({
    group,
    help: 'Leave out the few random tokens that head every prompt and keep prefix caches of earlier scenarios cold.',
  }),
  extraInputs: option('repeated', parsedBy(textsOrMapping, parseExtraInputs), {
    group,
    placeholder: 'name:value',
    help: 'A further field of every request body: name:value, name (null) or a JSON object.',
    genaiPerfPath: genaiPerf('extra'),
  }),
  goodput: option('texts', parsedBy(textsOrMapping, parseGoodput), {
    group,
    short: 'g',
    placeholder: 'metric:limit',
    help: 'Limits of a good request, in ms or per second, such as request_latency:500; goodput counts the requests that keep all of them.',
    genaiPerfPath: genaiPerf('goodput'),
  }),
  randomSeed: wholeNumber(
    { min: 0, max: 2 ** 32 - 1 },
    { group, help: 'Seed of words, lengths and arrival times.', genaiPerfPath: genaiPerf('random_seed') },
  ),
};

function checkedSource(given: string): string {
  inputSource(given);
  return given;
}
