import * as z from 'zod';
import { parseHeaders } from './headers.js';
import { choice, flag, option, positiveNumber, text } from './optionField.js';
import { asTexts, parsedBy, textOrTexts, textsOrMapping } from './optionValue.js';
import { parseServerUrl } from './serverUrl.js';
import { endpointTypeNames, serviceKinds, supportedEndpointTypes, supportedServiceKinds } from './support.js';

const group = 'Endpoint';

/** Where the requests go, and how the server is spoken to. */
export const endpointOptions = {
  model: option(
    'texts',
    parsedBy(textOrTexts, asTexts).pipe(
      z.array(z.string().min(1, 'must not be empty')).min(1, 'must name at least one model'),
    ),
    {
      group,
      short: 'm',
      placeholder: 'name',
      help: 'Model, or several that share the requests; the first names the results.',
      genaiPerfPath: 'model_names',
    },
  ),
  modelSelectionStrategy: choice(['round_robin', 'random'], {
    group,
    placeholder: 'how',
    help: 'How several models share the requests.',
    genaiPerfPath: 'endpoint.model_selection_strategy',
  }),
  url: option('text', parsedBy(z.string('must be a text'), parseServerUrl), {
    group,
    short: 'u',
    placeholder: 'url',
    help: 'The server: host:port, or http(s)://host:port with the path it lives behind.',
    defaultNote: 'localhost:8000, for gRPC localhost:8001',
    genaiPerfPath: 'endpoint.url',
  }),
  serviceKind: choice(serviceKinds, {
    group,
    placeholder: 'kind',
    choices: supportedServiceKinds,
    help: 'What kind of server it is.',
    defaultNote: 'found out by asking the server',
  }),
  backend: choice(['tensorrtllm', 'vllm'], {
    group,
    help: "Backend of a Triton model, which decides its requests' tensors.",
    genaiPerfPath: 'endpoint.backend',
  }),
  endpointType: choice(endpointTypeNames, {
    group,
    placeholder: 'type',
    choices: supportedEndpointTypes,
    help: 'What requests ask for.',
    defaultNote: 'chat on an OpenAI-compatible server, kserve on Triton',
    genaiPerfPath: 'endpoint.type',
  }),
  endpoint: option(
    'text',
    parsedBy(z.string('must be a text'), (path) => path.trim().replace(/^\/+/, '')).pipe(
      z.string().min(1, 'must not be empty'),
    ),
    {
      group,
      placeholder: 'path',
      help: "Path of the requests, in place of the endpoint type's own.",
      genaiPerfPath: 'endpoint.custom',
    },
  ),
  grpcMethod: option(
    'text',
    z.string('must be a text').regex(/^[\w.]+\/\w+$/, 'must be written package.Service/Method'),
    {
      group,
      placeholder: 'service/method',
      help: 'Method that dynamic gRPC calls, such as package.Service/Method; its requests are the lines of --input-file, in JSON.',
      genaiPerfPath: 'endpoint.grpc_method',
    },
  ),
  grpcProto: text({
    group,
    placeholder: 'file',
    help: 'The .proto file that declares that method.',
    defaultNote: "the server's reflection",
  }),
  templateFile: text({
    group,
    placeholder: 'file',
    help: 'JSON file with the request body of endpoint type template, such as {"prompt": "{{text}}", "limit": "{{max_tokens}}"}.',
  }),
  templateOutput: text({
    group,
    placeholder: 'place',
    help: 'Where its answers, or the events of their streams, hold the text, such as choices.text; none where they hold no text.',
  }),
  templateInputTokens: text({
    group,
    placeholder: 'place',
    help: "Where they hold the server's own number of prompt tokens, such as usage.prompt_tokens.",
  }),
  templateOutputTokens: text({
    group,
    placeholder: 'place',
    help: "Where they hold the server's own number of output tokens.",
    defaultNote: 'counted by the tokenizer',
  }),
  streaming: flag({
    group,
    help: 'Ask for the answer as a stream; time to first token and inter token latency need it.',
    defaultNote: 'off; on for Triton, whose answers go over a stream anyway',
    genaiPerfPath: 'endpoint.streaming',
  }),
  header: option('repeated', parsedBy(textsOrMapping, parseHeaders), {
    group,
    short: 'H',
    placeholder: 'Name:Value',
    secret: true,
    help: 'A further request header; $NAME in its value is taken from the environment, so that no secret need stand here.',
    genaiPerfPath: 'input.header',
  }),
  apiKeyEnv: text({
    group,
    placeholder: 'NAME',
    help: 'Environment variable whose value is sent as bearer token; without this option no key is sent.',
  }),
  requestTimeout: positiveNumber({
    group,
    placeholder: 'seconds',
    help: 'A request without a complete answer after this time has failed.',
  }),
  caFile: text({ group, placeholder: 'file', help: 'Certificates (PEM) that an https server is trusted by.' }),
  insecure: flag({ group, help: 'Accept any certificate of an https server.' }),
  serverMetricsUrl: option('texts', parsedBy(textOrTexts, parseMetricsUrls), {
    group,
    aliases: ['server-metrics-urls'],
    placeholder: 'url',
    help: 'Metrics pages to read beside the load: of DCGM exporters for the GPUs, of servers for queue and cache; none turns them off.',
    genaiPerfPath: 'endpoint.server_metrics_urls',
  }),
};

/** Addresses as they were written, each once; `none` is an empty list. What they lack is completed where they are read. */
function parseMetricsUrls(given: string | string[]): string[] {
  const urls = asTexts(given).flatMap((text) => text.split(/[\s,]+/).filter((url) => url !== ''));
  if (urls.length === 1 && urls[0] === 'none') return [];
  for (const url of urls) parseServerUrl(url.replace(/\?.*/, ''));
  return [...new Set(urls)];
}
