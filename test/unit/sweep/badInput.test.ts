import { describe, expect, it } from 'vitest';
import { flagOf, type OptionKey, optionSpec } from '../../../src/core/sweep/options.js';
import { unsupportedOptions } from '../../../src/core/sweep/support.js';
import { configFile, optionsOf, optionsOfLine, planOf } from './commandLine.js';

const sweep = '--sweep-type concurrency --sweep-range 1:4';
const ok = `-m gpt2 ${sweep}`;

describe('one line that names option and value, before anything is sent', () => {
  it.each([
    // sweeps
    ['-m gpt2', 'nothing is swept: add --sweep-type, and --sweep-range min:max or --sweep-list a,b,…'],
    [
      '-m gpt2 --sweep-type concurrency',
      '--sweep-type concurrency lacks its values: add --sweep-range min:max or --sweep-list a,b,…',
    ],
    [
      '-m gpt2 --sweep-range 1:4',
      '--sweep-range needs --sweep-type: batch_size, concurrency, request_rate, input_sequence_length, num_dataset_entries',
    ],
    ['-m gpt2 --sweep-list 1,2', '--sweep-list needs --sweep-type: '],
    [
      '-m gpt2 --sweep-type speed --sweep-range 1:4',
      '--sweep-type must be one of batch_size, concurrency, request_rate, input_sequence_length, num_dataset_entries, not "speed"',
    ],
    [
      '-m gpt2 --sweep-type concurrency --sweep-range 8:4',
      '--sweep-range "8:4": the minimum is above the maximum; write 4:8',
    ],
    ['-m gpt2 --sweep-type concurrency --sweep-range a:b', '--sweep-range "a:b": "a" is no number'],
    ['-m gpt2 --sweep-type concurrency --sweep-range 0:4', '--sweep-range "0:4": concurrency must be at least 1'],
    ['-m gpt2 --sweep-type concurrency --sweep-range 1:2:0', '--sweep-range "1:2:0": the step must be above 0'],
    [`${ok} --sweep-list 1,2`, '--sweep-range and --sweep-list cannot be given together; keep one'],
    ['-m gpt2 --sweep-type concurrency --sweep-list 1,0', '--sweep-list "1,0": concurrency must be at least 1'],
    [`${ok} --concurrency 4`, '--concurrency: leave it out, since concurrency is swept'],
    [`${ok} --request-rate 4`, '--request-rate: leave it out, since concurrency is swept'],
    [
      '-m gpt2 --sweep-type input_sequence_length --sweep-list 8 --isl 9',
      '--isl: leave it out, since input_sequence_length is swept',
    ],
    [
      '-m gpt2 --sweep-type input_sequence_length --sweep-list 8 --input-file a',
      '--input-file: leave it out, since input_sequence_length is swept',
    ],
    [
      '-m gpt2 --sweep-type batch_size --sweep-list 1,2 --endpoint-type chat',
      'batch_size cannot be swept: a request of chat holds one prompt; use completions or embeddings',
    ],
    // load and length of a scenario
    [
      '-m gpt2 --sweep-type batch_size --sweep-list 1 --concurrency 4 --request-rate 2',
      '--concurrency and --request-rate cannot be given together; keep one',
    ],
    [
      `${ok} --request-count 5 -p 1000`,
      '--request-count and --measurement-interval cannot be given together; keep one',
    ],
    [
      `${ok} --num-requests 5 --max-scenario-time 10`,
      '--request-count and --max-scenario-time cannot be given together; keep one',
    ],
    [`${ok} --request-count 0`, '--request-count must be a whole number of at least 1, not 0'],
    [`${ok} --request-count 2.5`, '--request-count must be a whole number of at least 1, not 2.5'],
    [`${ok} -p soon`, '--measurement-interval must be a whole number of at least 1, not "soon"'],
    [`${ok} --request-timeout 0`, '--request-timeout must be a number above 0, not 0'],
    [`${ok} --warmup-request-count -1`, '--warmup-request-count must be a whole number of at least 0, not -1'],
    [`${ok} --request-distribution normal`, '--request-distribution must be one of constant, poisson, not "normal"'],
    // what is sent
    [sweep, 'no model is named: add --model'],
    [`${ok} --label=`, '--label must not be empty'],
    [`${ok} --isl five`, '--isl must be a whole number of at least 1, not "five"'],
    [`${ok} --osl 0`, '--osl must be a whole number of at least 1, not 0'],
    [`${ok} --output-tokens-stddev 5`, '--output-tokens-stddev needs --output-tokens-mean'],
    [`${ok} --isl 5 --input-file prompts.jsonl`, '--input-file brings its own prompts'],
    [`${ok} --batch-size 2 --endpoint-type chat`, '--batch-size-text 2: a request of chat holds one prompt'],
    [`${ok} --num-dataset-entries 0`, '--num-dataset-entries must be a whole number of at least 1, not 0'],
    [`${ok} --random-seed -1`, '--random-seed must be a whole number from 0 to 4294967295, not -1'],
    [`${ok} --extra-inputs a:b:c`, '--extra-inputs: "a:b:c" has two colons'],
    [`${ok} --extra-inputs {"a"`, '--extra-inputs: "{\\"a\\"" is not a JSON object'],
    [`${ok} --extra-inputs [1]`, '--extra-inputs: "[1]" is not a JSON object'],
    [
      `${ok} --endpoint-type chat --extra-inputs model:x`,
      '--extra-inputs model: the measurement fills this field; name it with --model',
    ],
    [
      `${ok} --endpoint-type chat --extra-inputs messages:x`,
      '--extra-inputs messages: the measurement fills this field; give prompts with',
    ],
    [`${ok} --endpoint-type generate --extra-inputs text_input:x`, '--extra-inputs text_input: the measurement fills'],
    [
      `${ok} --endpoint-type chat --extra-inputs stream:true`,
      '--extra-inputs stream: ask for answers that are streamed with --streaming',
    ],
    [`${ok} --goodput foo:1`, '--goodput: "foo" is no metric of a request'],
    [`${ok} --goodput request_latency:x`, '--goodput: the limit of request_latency must be a number of milliseconds'],
    [
      `${ok} --endpoint-type chat -g time_to_first_token:9`,
      '--goodput time_to_first_token: it is not measured without --streaming',
    ],
    [
      `${ok} --endpoint-type embeddings -g time_to_first_token:9`,
      '--goodput time_to_first_token: it is not measured on embeddings',
    ],
    // where to
    [`${ok} -u ftp://host`, '--url: "ftp://host" is no address; write host:port or http://host:port'],
    [`${ok} --server-metrics-url host:nine`, '--server-metrics-url: "host:nine" is no address'],
    [`${ok} --header Authorization`, "--header: a header is written 'Name:Value', such as 'X-Tenant:blue'"],
    [
      `${ok} --api-key-env KEY --header authorization:x`,
      '--api-key-env and a header Authorization cannot be given together; keep one',
    ],
    [`${ok} --insecure --ca-file ca.pem`, '--insecure and --ca-file cannot be given together; keep one'],
    [
      `${ok} --endpoint-type embeddings --streaming`,
      '--streaming: the answers of embeddings cannot be streamed; leave it out',
    ],
    ...['rankings', 'nvclip', 'image_retrieval'].map((type): [string, string] => [
      `${ok} --endpoint-type ${type} --streaming`,
      `the answers of ${type.split(' ')[0]} cannot be streamed; leave it out`,
    ]),
    [
      `${ok} --endpoint-type rankings --extra-inputs rankings:jina`,
      '--extra-inputs rankings:"jina": the ranking APIs are nim, tei, cohere',
    ],
    [
      `${ok} --endpoint-type image_retrieval`,
      'image_retrieval sends images: add --image-width-mean and --image-height-mean',
    ],
    [
      `${ok} --endpoint-type messages`,
      '--endpoint-type messages needs --output-tokens-mean: its API takes no request without max_tokens',
    ],
    [
      '-m a b --sweep-type concurrency --sweep-list 1 --endpoint-type generate',
      '--model: the path of generate names the model, so only one can be measured at a time',
    ],
    [
      `${ok} --endpoint-type template`,
      '--endpoint-type template needs --template-file: a JSON file with the request body',
    ],
    [`${ok} --endpoint-type template --template-file a.json`, '--endpoint-type template needs --endpoint: the path'],
    [
      `${ok} --endpoint-type template --template-file a.json --endpoint x`,
      '--endpoint-type template needs --template-output: where the answer holds its text, such as choices.text, or none',
    ],
    [
      `${ok} --endpoint-type template --template-file a.json --endpoint x --template-output choices[0].text`,
      '--template-output "choices[0].text": leave the index out; choices.text means every element',
    ],
    [
      `${ok} --endpoint-type template --template-file a.json --endpoint x --template-output choices..text`,
      '--template-output "choices..text" is no place; write names with dots between',
    ],
    [
      `${ok} --endpoint-type template --template-file a.json --endpoint x --template-output none --streaming`,
      '--streaming: the answers of template cannot be streamed; leave it out',
    ],
    [
      `${ok} --endpoint-type template --extra-inputs payload_template:a.jinja`,
      "--extra-inputs payload_template names genai-perf's template in Jinja, which it never sent: name a body with --template-file",
    ],
    [`${ok} --endpoint-type chat --template-output a`, '--template-output needs --endpoint-type template'],
    [
      `${ok} --endpoint-type embeddings -g image_latency:9`,
      '--goodput image_latency: it is not measured on embeddings',
    ],
    [`${ok} --endpoint-type embeddings --osl 5`, '--output-tokens-mean: embeddings has no output tokens; leave it out'],
    [`${ok} --endpoint-type chat --output-tokens-field max_completion_tokens`, 'needs --output-tokens-mean'],
    [
      `${ok} --endpoint-type responses --osl 5 --output-tokens-field max_completion_tokens`,
      "--output-tokens-field: responses has one name for the limit of an answer's length; leave it out",
    ],
    [`${ok} --service-kind tensorrtllm_engine`, 'has no server: the model runs inside perf_analyzer'],
    [`${ok} --endpoint-type kserve --endpoint v1`, '--endpoint: kserve goes by gRPC'],
    [`${ok} --endpoint-type kserve -u host:1/path`, '--url: kserve goes by gRPC'],
    [`${ok} --endpoint-type kserve --batch-size-text 2`, '--batch-size-text 2'],
    [`${ok} --endpoint-type kserve --output-tokens-mean-deterministic`, 'needs --output-tokens-mean'],
    [
      `${ok} --endpoint-type kserve --image-width-mean 5 --image-height-mean 5`,
      'images (--image-width-mean): a request of kserve holds none',
    ],
    [`${ok} --endpoint-type dynamic_grpc --grpc-method a.B/C`, 'dynamic_grpc needs its request messages'],
    [
      `${ok} --endpoint-type dynamic_grpc --grpc-method a.B/C --input-file payload:a.jsonl`,
      'dynamic_grpc needs its request messages',
    ],
    [
      `${ok} --service-kind triton --endpoint-type chat`,
      '--endpoint-type chat belongs to --service-kind openai, not triton; leave one out',
    ],
    [`${ok} --endpoint-type chatt`, '--endpoint-type must be one of chat, completions'],
    [`${ok} --endpoint-type chat --backend vllm`, '--backend vllm belongs to Triton'],
    [`${ok} --engine aiperf`, '--engine aiperf needs --tokenizer'],
    [
      `${ok} --engine aiperf --tokenizer t --export-level raw`,
      '--export-level raw cannot be used with --engine aiperf: it keeps what this program itself has received',
    ],
    [
      `${ok} --service-kind triton --export-level raw`,
      '--export-level raw: kserve goes by gRPC, whose answers are no text; use --export-level text',
    ],
    // files
    [
      `${ok} --profile-export-file a/b.json`,
      '--profile-export-file must be a bare file name (--artifact-dir says where), not "a/b.json"',
    ],
    [`${ok} --export-level all`, '--export-level must be one of timestamps, text, raw, not "all"'],
    // arguments that are no options
    [`${ok} --fixed-schedule false`, 'unexpected argument "false"; options begin with --'],
    [`${ok} -- --async`, '"--async" stands behind a bare --, and no engine passes arguments on; leave it out'],
  ])('%s', (line, message) => {
    const error = errorOf(line);
    expect(error.message).toContain(message);
    expect(error.message).not.toContain('\n');
    expect(['OptionError', 'UsageError']).toContain(error.name);
  });

  it('unknown options are refused by the parser, with the nearest name', () => {
    expect(() => optionsOfLine(`${ok} --sweep-rang 1:2`)).toThrow(/unknown option '--sweep-rang'[\s\S]*--sweep-range/);
    expect(() => optionsOfLine(`${ok} --streaming=false`)).toThrow("unknown option '--streaming=false'");
  });

  it('a header value never stands in a message', () => {
    expect(() => optionsOf([...ok.split(' '), '--header', 'Authorization s3cret'])).not.toThrow(/s3cret/);
    const file = configFile('header: [5, {a: s3cret}]');
    expect(() => optionsOfLine(ok, file)).toThrow(/header/);
    expect(() => optionsOfLine(ok, file)).not.toThrow(/s3cret/);
  });
});

describe('what the server shows can make options impossible', () => {
  it.each([
    ['-m gpt2 --sweep-type batch_size --sweep-list 1,2', 'batch_size cannot be swept'],
    [`${ok} --batch-size-text 3`, '--batch-size-text 3'],
  ])('%s on an OpenAI-compatible server is chat', (line, message) => {
    expect(() => planOf(optionsOfLine(line), { serviceKind: 'openai' })).toThrow(message);
  });

  it('a distribution without a request rate is never ignored', () => {
    expect(() => planOf(optionsOfLine(`${ok} --request-distribution poisson`))).toThrow('needs a request rate');
  });

  it('a grid beyond all measure is refused before it is made', () => {
    const file = configFile('model: m\nsweep: {concurrency: "1:9000:1", input_sequence_length: "1:9000:1"}');
    expect(() => planOf(optionsOf([], file))).toThrow('the sweep has 81000000 scenarios; 10000 is the most');
  });
});

describe('what no engine serves is refused by name', () => {
  const samples: Partial<Record<OptionKey, string>> = {
    backend: 'vllm',
    imageFormat: 'jpeg',
    audioFormat: 'mp3',
    tokenizerRevision: 'v2',
  };

  it.each(Object.keys(unsupportedOptions) as OptionKey[])('%s', (key) => {
    const value = optionSpec(key).kind === 'flag' ? [] : [samples[key] ?? '2'];
    const given = [...ok.split(' '), flagOf(key), ...value];
    expect(() => optionsOf(given)).toThrow(
      `${flagOf(key)} is not supported: ${unsupportedOptions[key as keyof typeof unsupportedOptions].because}`,
    );
  });

  it('a value that asks for nothing passes', () => {
    const line = `${ok} --image-width-mean 0 --batch-size-image 1 --audio-depths 16 --session-delay-ratio 1.0 -s 999 --tokenizer-revision main`;
    expect(optionsOfLine(line)).toMatchObject({ imageWidthMean: 0, audioDepths: [16], stabilityPercentage: 999 });
  });
});

function errorOf(line: string): Error {
  try {
    optionsOfLine(line);
  } catch (error) {
    return error as Error;
  }
  throw new Error(`"${line}" was accepted`);
}
