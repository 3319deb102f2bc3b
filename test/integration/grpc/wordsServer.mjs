// A small gRPC server in a process of its own: the service of protos/words.proto, with reflection of the version that the
// first argument names, or none. Prints {"port"}; keeps a log of what it did in the file of the second argument; ends when
// its standard input is closed. A third argument is a folder with key.pem and cert.pem, for TLS. A text "fail" breaks off by an error, "slow" takes two seconds.
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import grpc from '@grpc/grpc-js';
import protobuf from 'protobufjs';
import 'protobufjs/ext/descriptor/index.js';

const [reflection, logFile, certificates] = process.argv.slice(2);
const root = new protobuf.Root().loadSync(join(import.meta.dirname, 'protos/words.proto'), { keepCase: true });
root.resolveAll();
const askType = root.lookupType('demo.Ask');
const wordType = root.lookupType('demo.Word');
const firstMs = 30;
const nextMs = 15;
const now = () => (performance.timeOrigin + performance.now()) * 1e6;

function method(name, { requestStream = false, responseStream = false } = {}) {
  return {
    path: `/demo.Words/${name}`,
    requestStream,
    responseStream,
    requestSerialize: (message) => Buffer.from(askType.encode(message).finish()),
    requestDeserialize: (bytes) => askType.decode(bytes),
    responseSerialize: (message) => Buffer.from(wordType.encode(message).finish()),
    responseDeserialize: (bytes) => wordType.decode(bytes),
  };
}

function note(call, begin, sent) {
  const ask = askType.toObject(call.request, { enums: String, bytes: String, longs: String });
  appendFileSync(logFile, `${JSON.stringify({ ask, begin, sent, key: call.metadata.get('x-key')[0] })}\n`);
}

async function say(call, answer) {
  const begin = now();
  await pause(call.request.text === 'slow' ? 2000 : firstMs);
  const sent = now();
  if (call.request.text === 'fail') answer({ code: grpc.status.RESOURCE_EXHAUSTED, details: 'no words left' });
  else answer(null, { text: `you said ${call.request.text}` });
  note(call, begin, [sent]);
}

async function tell(call) {
  const begin = now();
  const sent = [];
  for (let word = 0; word < call.request.words; word++) {
    await pause(word === 0 ? firstMs : nextMs);
    sent.push(now());
    call.write({ text: `word ${word}` });
    if (call.request.text === 'fail') {
      call.emit('error', { code: grpc.status.INTERNAL, details: 'lost the thread' });
      return;
    }
  }
  call.end();
  note(call, begin, sent);
}

const server = new grpc.Server();
const listen = method('Listen', { requestStream: true });
server.addService(
  { Say: method('Say'), Tell: method('Tell', { responseStream: true }), Listen: listen },
  { Say: say, Tell: tell, Listen: (_, answer) => answer(null, { text: '' }) },
);
if (reflection !== 'none') addReflection();
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

function addReflection() {
  const { root: types } = protobuf.parse(
    `syntax = "proto3";
    message Question { string file_by_filename = 3; string file_containing_symbol = 4; string list_services = 7; }
    message Files { repeated bytes file_descriptor_proto = 1; }
    message Service { string name = 1; }
    message Services { repeated Service service = 1; }
    message Refusal { int32 error_code = 1; string error_message = 2; }
    message Answer { Files file_descriptor_response = 4; Services list_services_response = 6; Refusal error_response = 7; }`,
    { keepCase: true },
  );
  const [questionType, answerType] = ['Question', 'Answer'].map((name) => types.lookupType(name));
  const { file } = root.toDescriptor('proto3');
  const files = file.map((each) => each.constructor.encode(each).finish());
  const answerTo = ({ list_services, file_containing_symbol: symbol }) => {
    if (list_services !== '' || symbol === '') {
      const service = [{ name: 'demo.Words' }, { name: `grpc.reflection.${reflection}.ServerReflection` }];
      return { list_services_response: { service } };
    }
    if (symbol.startsWith('demo.')) return { file_descriptor_response: { file_descriptor_proto: files } };
    return { error_response: { error_code: grpc.status.NOT_FOUND, error_message: `no ${symbol}` } };
  };
  const asIs = (bytes) => bytes;
  const path = `/grpc.reflection.${reflection}.ServerReflection/ServerReflectionInfo`;
  const serialize = (message) => Buffer.from(answerType.encode(answerType.fromObject(message)).finish());
  server.addService(
    {
      Ask: {
        ...{ path, requestStream: true, responseStream: true, requestSerialize: asIs, responseDeserialize: asIs },
        requestDeserialize: (bytes) => questionType.decode(bytes),
        responseSerialize: serialize,
      },
    },
    {
      Ask: (call) => {
        call.on('data', (question) => call.write(answerTo(question)));
        call.on('end', () => call.end());
      },
    },
  );
}
