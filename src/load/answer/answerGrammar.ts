import type { AnswerFormat, AnswerPlaces } from '../../core/sweep/answerFormat.js';

/** What a value says, beside what its fields say. */
export const meaning = {
  nothing: 0,
  /** A string that is output. */
  output: 1,
  /** Output that servers in transition send twice in one message, under two names. */
  reasoning: 2,
  promptTokens: 3,
  /** Prompt tokens that are not in the number above. */
  cachedPromptTokens: 4,
  completionTokens: 5,
  /** A string there says that the answer is complete. */
  finishReason: 6,
  /** Anything there but null and an empty string is an error. */
  error: 7,
  /** What kind of event or answer it is. */
  kind: 8,
  /** An answer that is no text: anything there but null. */
  result: 9,
  /** True where the output before it, in the same object, is a mark of the model and no text. */
  special: 10,
} as const;

/** One of the meanings. */
export type Meaning = (typeof meaning)[keyof typeof meaning];

/** A place in an answer; arrays are what their elements are. */
export interface Place {
  readonly meaning: Meaning;
  readonly keys: readonly Key[];
  /** Whether it is one message, in which no reasoning stands twice. */
  readonly isMessage: boolean;
}

/** A field that matters. */
export interface Key {
  readonly name: string;
  readonly bytes: Buffer;
  readonly place: Place;
}

/** What an answer has to hold to count as one. */
export type Content = 'text' | 'result' | 'anything';

/** Where the answers of an endpoint hold what is measured. */
export interface AnswerGrammar {
  /** Of each event of a stream. */
  readonly event: Place;
  /** Of an answer in one piece. */
  readonly whole: Place;
  readonly content: Content;
  /** Whether an answer in one piece may be an array. */
  readonly isList: boolean;
  /** Whether the middle of a long answer says nothing. */
  readonly canBeCut: boolean;
}

type Fields = Readonly<Record<string, Place>>;

function place(fields: Fields, own: Partial<Omit<Place, 'keys'>> = {}): Place {
  const keys = Object.entries(fields).map(([name, next]) => ({ name, bytes: Buffer.from(name), place: next }));
  return { meaning: meaning.nothing, isMessage: false, ...own, keys };
}

const leaf = (of: Meaning): Place => place({}, { meaning: of });

/** A place where nothing matters. */
export const nowhere: Place = leaf(meaning.nothing);

const output = leaf(meaning.output);
const reasoning = leaf(meaning.reasoning);
const finishReason = leaf(meaning.finishReason);
const result = leaf(meaning.result);
const promptTokens = leaf(meaning.promptTokens);
const completionTokens = leaf(meaning.completionTokens);
const failures: Fields = { error: leaf(meaning.error), object: leaf(meaning.kind), type: leaf(meaning.kind) };

const usage = place({ prompt_tokens: promptTokens, completion_tokens: completionTokens });
const call = place({ name: output, arguments: output });
const message = place(
  {
    // Some servers send content as a list of parts.
    content: place({ text: output }, { meaning: meaning.output }),
    reasoning_content: reasoning,
    reasoning,
    refusal: output,
    tool_calls: place({ function: call }),
    function_call: call,
  },
  { isMessage: true },
);
const choices = place({
  ...failures,
  choices: place({ delta: message, message, text: output, finish_reason: finishReason }),
  usage,
});

const newerUsage = place({
  input_tokens: promptTokens,
  cache_creation_input_tokens: leaf(meaning.cachedPromptTokens),
  cache_read_input_tokens: leaf(meaning.cachedPromptTokens),
  output_tokens: completionTokens,
});
/** Blocks of an Anthropic message, and what is added to them. */
const block = place({ text: output, thinking: output, name: output, partial_json: output, stop_reason: finishReason });

const textOf = (event: Place, whole: Place = event): AnswerGrammar => ({
  event,
  whole,
  content: 'text',
  isList: false,
  canBeCut: false,
});

const embeddings = place({ ...failures, data: place({ embedding: result }), embeddings: result, usage });
const score = { score: result, relevance_score: result, logit: result };
const rankings = place({ ...failures, ...score, rankings: place(score), results: place(score), usage });
const anything = place({ ...failures, usage });
const generate = place({ ...failures, text_output: output });

const grammars: Readonly<Record<Exclude<AnswerFormat, 'template'>, AnswerGrammar>> = {
  chat: textOf(choices),
  completions: textOf(choices),
  responses: textOf(
    place({ ...failures, delta: output, response: place({ error: leaf(meaning.error), usage: newerUsage }) }),
    place({
      ...failures,
      output: place({
        content: place({ text: output, refusal: output }),
        summary: place({ text: output }),
        name: output,
        arguments: output,
      }),
      usage: newerUsage,
    }),
  ),
  messages: textOf(
    place({
      ...failures,
      delta: block,
      content_block: block,
      message: place({ usage: newerUsage }),
      usage: newerUsage,
    }),
    place({ ...failures, content: block, stop_reason: finishReason, usage: newerUsage }),
  ),
  embeddings: { ...textOf(embeddings), content: 'result', canBeCut: true },
  rankings: { ...textOf(rankings), content: 'result', isList: true },
  images: { ...textOf(anything), content: 'anything' },
  generate: textOf(generate),
  huggingface: {
    ...textOf(
      place({
        ...failures,
        token: place({ text: output, special: leaf(meaning.special) }),
        details: place({
          input_length: promptTokens,
          generated_tokens: completionTokens,
          finish_reason: finishReason,
        }),
      }),
      place({
        ...failures,
        generated_text: output,
        details: place({ generated_tokens: completionTokens, finish_reason: finishReason }),
      }),
    ),
    isList: true,
  },
};

/** Names whose meaning is the same in every format: how answers and events say that they are errors, or the end. */
export const kinds: readonly { readonly bytes: Buffer; readonly is: 'error' | 'end' }[] = [
  { bytes: Buffer.from('error'), is: 'error' },
  { bytes: Buffer.from('response.failed'), is: 'error' },
  { bytes: Buffer.from('response.completed'), is: 'end' },
  { bytes: Buffer.from('response.incomplete'), is: 'end' },
  { bytes: Buffer.from('message_stop'), is: 'end' },
];

/** The grammar of a format; of the user's own places where it is `template`. */
export function answerGrammar(format: AnswerFormat, places: AnswerPlaces = {}): AnswerGrammar {
  if (format !== 'template') return grammars[format];
  const own = [
    { names: places.output, means: output },
    { names: places.inputTokens, means: promptTokens },
    { names: places.outputTokens, means: completionTokens },
  ].flatMap(({ names, means }) => (names === undefined ? [] : [{ names, means }]));
  return {
    ...textOf(placeFrom(own, places.output?.[0] === 'error' ? {} : { error: leaf(meaning.error) })),
    content: places.output === undefined ? 'anything' : 'text',
    isList: true,
  };
}

interface OwnPlace {
  readonly names: readonly string[];
  readonly means: Place;
}

/** One tree of all paths; a place that is both value and way to another keeps both. */
function placeFrom(paths: readonly OwnPlace[], others: Fields = {}): Place {
  const here = paths.find(({ names }) => names.length === 0)?.means.meaning ?? meaning.nothing;
  const names = new Set(paths.flatMap(({ names: [name] }) => (name === undefined ? [] : [name])));
  const below = Array.from(names, (name): [string, Place] => {
    const further = paths.filter((path) => path.names[0] === name);
    return [name, placeFrom(further.map((path) => ({ ...path, names: path.names.slice(1) })))];
  });
  return place({ ...others, ...Object.fromEntries(below) }, { meaning: here });
}
