// A server of KServe's protocol by gRPC, in a process of its own, with a pace of its own, that notes when it did what.
// usage: kserveServer.mjs LOG [FOLDER with key.pem and cert.pem, for TLS]. Prints {"port"}; LOG gets a line of JSON per
// answer; ends when its standard input is closed. Models: "words" and "songs" are decoupled and stream; "whole" is not,
// and like models of servers other than Triton its responses do not say that they are the last.
import { openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import grpc from '@grpc/grpc-js';
import protobuf from 'protobufjs';

const [logFile, certificates] = process.argv.slice(2);
const log = openSync(logFile, 'a');
const firstMs = 40;
const nextMs = 10;
const wholeMs = 25;
/** Nanoseconds since the Unix epoch. */
const now = () => (performance.timeOrigin + performance.now()) * 1e6;

const { root } = protobuf.parse(
  `syntax = "proto3";
  message Nothing {}
  message Live { bool live = 1; }
  message Ready { bool ready = 1; }
  message ModelName { string name = 1; string version = 2; }
  message Server { string name = 1; string version = 2; repeated string extensions = 3; }
  message Tensor { string name = 1; string datatype = 2; repeated int64 shape = 3; }
  message Model {
    string name = 1; repeated string versions = 2; string platform = 3; repeated Tensor inputs = 4; repeated Tensor outputs = 5;
  }
  enum DataType { TYPE_INVALID = 0; TYPE_BOOL = 1; TYPE_STRING = 13; }
  message Input { string name = 1; DataType data_type = 2; repeated int64 dims = 4; bool optional = 8; }
  message Output { string name = 1; DataType data_type = 2; repeated int64 dims = 3; }
  message Policy { bool decoupled = 1; }
  message Config {
    string name = 1; string platform = 2; int32 max_batch_size = 4; repeated Input input = 5; repeated Output output = 6;
    string backend = 17; Policy model_transaction_policy = 19;
  }
  message ConfigReply { Config config = 1; }
  message Entry { string name = 1; string version = 2; string state = 3; string reason = 4; }
  message Index { repeated Entry models = 1; }
  message Parameter { oneof choice { bool bool_param = 1; int64 int64_param = 2; string string_param = 3; } }
  message Ask {
    string model_name = 1; string model_version = 2; string id = 3; map<string, Parameter> parameters = 4;
    repeated Tensor inputs = 5; repeated bytes raw_input_contents = 7;
  }
  message Answer {
    string model_name = 1; string model_version = 2; string id = 3; map<string, Parameter> parameters = 4;
    repeated Tensor outputs = 5; repeated bytes raw_output_contents = 6;
  }
  message StreamAnswer { string error_message = 1; Answer infer_response = 2; }`,
  { keepCase: true },
);

const inputs = [
  { name: 'text_input', datatype: 'BYTES' },
  { name: 'sampling_parameters', datatype: 'BYTES', optional: true },
  { name: 'stream', datatype: 'BOOL', optional: true },
  { name: 'exclude_input_in_output', datatype: 'BOOL', optional: true },
];
const dataTypes = { BYTES: 'TYPE_STRING', BOOL: 'TYPE_BOOL' };
const models = new Map([
  ['words', { decoupled: true, texts: ['a', ' river'] }],
  ['songs', { decoupled: true, texts: ['la', ' la'] }],
  ['whole', { decoupled: false, texts: ['all', ' at once'] }],
]);

const withLength = (text) => {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(Buffer.byteLength(text));
  return Buffer.concat([length, Buffer.from(text)]);
};

/** Texts and flags of a request, by their names. */
function tensorsOf({ inputs: given, raw_input_contents: raw }) {
  return Object.fromEntries(
    given.map(({ name, datatype }, place) => {
      const bytes = Buffer.from(raw[place]);
      return [name, datatype === 'BOOL' ? bytes[0] === 1 : bytes.toString('utf8', 4)];
    }),
  );
}

function answerOf({ model_name, id }, text, isFinal) {
  const parameters = isFinal === undefined ? {} : { triton_final_response: { bool_param: isFinal } };
  const outputs = text === '' ? [] : [{ name: 'text_output', datatype: 'BYTES', shape: [1] }];
  const raw_output_contents = text === '' ? [] : [withLength(text)];
  return { infer_response: { model_name, model_version: '1', id, parameters, outputs, raw_output_contents } };
}

async function answer(call, request) {
  const begin = now();
  const { model_name: model, id } = request;
  const known = models.get(model);
  if (known === undefined) return void call.write({ error_message: `unknown model ${model}`, infer_response: { id } });
  const { text_input: prompt, sampling_parameters: sampling = '{}' } = tensorsOf(request);
  const tokens = Number(JSON.parse(sampling).max_tokens ?? 16);
  const sent = [];
  const write = (text, isFinal) => {
    sent.push(now());
    call.write(answerOf(request, text, isFinal));
  };
  if (!known.decoupled) {
    await pause(wholeMs);
    write(known.texts.join(''));
  } else {
    for (let token = 0; token < tokens; token++) {
      await pause(token === 0 ? firstMs : nextMs);
      write(known.texts[token % 2], token === tokens - 1);
    }
  }
  writeSync(log, `${JSON.stringify({ model, id, prompt, tokens, begin, sent })}\n`);
}

function inferStream(call) {
  const open = new Set();
  call.on('data', (request) => {
    const answered = answer(call, request);
    open.add(answered);
    void answered.then(() => open.delete(answered));
  });
  call.on('end', () => void Promise.all(open).then(() => call.end()));
  call.on('error', () => undefined);
}

const unary = {
  ServerLive: ['Nothing', 'Live', () => ({ live: true })],
  ServerReady: ['Nothing', 'Ready', () => ({ ready: true })],
  ServerMetadata: [
    'Nothing',
    'Server',
    () => ({ name: 'kserve', version: '1.2', extensions: ['model_configuration'] }),
  ],
  RepositoryIndex: [
    'Nothing',
    'Index',
    () => ({ models: [...models.keys()].map((name) => ({ name, version: '1', state: 'READY' })) }),
  ],
  ModelReady: ['ModelName', 'Ready', ({ name }) => ({ ready: models.has(name) })],
  ModelMetadata: [
    'ModelName',
    'Model',
    ({ name }) => ({
      ...{
        name,
        versions: ['1'],
        platform: 'test',
        outputs: [{ name: 'text_output', datatype: 'BYTES', shape: [-1] }],
      },
      inputs: inputs.map(({ name: input, datatype }) => ({ name: input, datatype, shape: [1] })),
    }),
  ],
  ModelConfig: [
    'ModelName',
    'ConfigReply',
    ({ name }) => ({
      config: {
        ...{ name, platform: 'test', backend: 'test', max_batch_size: 0 },
        input: inputs.map(({ name: input, datatype, optional }) => ({
          ...{ name: input, data_type: dataTypes[datatype], dims: [1], optional },
        })),
        output: [{ name: 'text_output', data_type: 'TYPE_STRING', dims: [-1] }],
        model_transaction_policy: { decoupled: models.get(name)?.decoupled ?? false },
      },
    }),
  ],
};

function method(name, question, reply, isStream = false) {
  const [questionType, replyType] = [question, reply].map((type) => root.lookupType(type));
  return {
    path: `/inference.GRPCInferenceService/${name}`,
    requestStream: isStream,
    responseStream: isStream,
    requestSerialize: (message) => Buffer.from(questionType.encode(message).finish()),
    requestDeserialize: (bytes) => questionType.decode(bytes),
    responseSerialize: (message) => Buffer.from(replyType.encode(replyType.fromObject(message)).finish()),
    responseDeserialize: (bytes) => replyType.decode(bytes),
  };
}

const server = new grpc.Server();
server.addService(
  {
    ...Object.fromEntries(Object.entries(unary).map(([name, [asks, replies]]) => [name, method(name, asks, replies)])),
    ModelStreamInfer: method('ModelStreamInfer', 'Ask', 'StreamAnswer', true),
  },
  {
    ...Object.fromEntries(
      Object.entries(unary).map(([name, [, , reply]]) => [name, ({ request }, done) => done(null, reply(request))]),
    ),
    ModelStreamInfer: inferStream,
  },
);
const pem = (name) => readFileSync(join(certificates, `${name}.pem`));
const credentials =
  certificates === undefined
    ? grpc.ServerCredentials.createInsecure()
    : grpc.ServerCredentials.createSsl(null, [{ private_key: pem('key'), cert_chain: pem('cert') }]);
server.bindAsync('127.0.0.1:0', credentials, (error, port) => {
  if (error) throw error;
  process.stdout.write(`${JSON.stringify({ port })}\n`);
});
process.stdin.resume().on('end', () => process.exit());
