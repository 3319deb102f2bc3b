import { describe, expect, it } from 'vitest';
import { parseExtraInputs } from '../../../src/core/sweep/extraInputs.js';
import { parseGoodput } from '../../../src/core/sweep/goodput.js';
import { parseHeaders, requestHeaders } from '../../../src/core/sweep/headers.js';
import { parseServerUrl } from '../../../src/core/sweep/serverUrl.js';

describe('--extra-inputs', () => {
  it('types values as genai-perf does, negative numbers too', () => {
    expect(
      parseExtraInputs([
        'ignore_eos:TRUE',
        'stream_x:false',
        'top_k:40',
        'temperature:-0.5',
        'p:.25',
        'n:-3',
        'flag',
        'w:a b',
      ]),
    ).toEqual({
      ignore_eos: true,
      stream_x: false,
      top_k: 40,
      temperature: -0.5,
      p: 0.25,
      n: -3,
      flag: null,
      w: 'a b',
    });
    expect(parseExtraInputs('version:1.2.3')).toEqual({ version: '1.2.3' });
  });

  it('takes JSON objects, and mappings of a configuration file as they are', () => {
    expect(parseExtraInputs(['{"stop": ["."], "url": "http://a:1"}', 'n:2'])).toEqual({
      stop: ['.'],
      url: 'http://a:1',
      n: 2,
    });
    expect(parseExtraInputs({ nested: { a: 1 }, text: '5' })).toEqual({ nested: { a: 1 }, text: '5' });
  });

  it.each([
    [['a:b:c'], '"a:b:c" has two colons'],
    [[':1'], '":1" lacks a name or a value'],
    [['a:'], '"a:" lacks a name or a value'],
    [[''], '"" lacks a name or a value'],
    [['{"a":}'], 'is not a JSON object'],
    [['a:1', 'a:2'], '"a" is given twice'],
    [['{"a":1}', 'a'], '"a" is given twice'],
  ])('refuses %j', (given, problem) => {
    expect(() => parseExtraInputs(given)).toThrow(problem);
  });
});

describe('--goodput', () => {
  it('takes pairs, one text, or a mapping', () => {
    const limits = { request_latency: 500, output_token_throughput_per_user: 12.5 };
    expect(parseGoodput(['request_latency:500', 'output_token_throughput_per_user:12.5'])).toEqual(limits);
    expect(parseGoodput('request_latency:500 output_token_throughput_per_user:12.5')).toEqual(limits);
    expect(parseGoodput(limits)).toEqual(limits);
    expect(parseGoodput('time_to_first_token:0')).toEqual({ time_to_first_token: 0 });
  });

  it.each([
    [['foo:1'], '"foo" is no metric of a request; known are time_to_first_token'],
    [['time_to_first_tokn:1'], 'did you mean "time_to_first_token"?'],
    [['request_latency'], '"request_latency" lacks a limit; write metric:value'],
    [['request_latency:'], 'must be a number of milliseconds'],
    [['request_latency:fast'], 'must be a number of milliseconds'],
    [['request_latency:-1'], 'must be a number of milliseconds, at least 0'],
    [['output_token_throughput_per_user:x'], 'must be a number of tokens per second'],
    [['request_latency:1', 'request_latency:2'], 'request_latency is given twice'],
  ])('refuses %j', (given, problem) => {
    expect(() => parseGoodput(given)).toThrow(problem);
  });

  it('refuses texts as limits of a mapping', () => {
    expect(() => parseGoodput({ request_latency: '500' })).toThrow('must be a number of milliseconds');
  });
});

describe('--header', () => {
  it('takes one text whole, several, or a mapping', () => {
    expect(parseHeaders('A:B')).toEqual([{ name: 'A', value: 'B' }]);
    expect(parseHeaders(['X-Time: 10:30 ', 'X-Empty:'])).toEqual([
      { name: 'X-Time', value: '10:30' },
      { name: 'X-Empty', value: '' },
    ]);
    expect(parseHeaders({ 'X-Tenant': 'blue' })).toEqual([{ name: 'X-Tenant', value: 'blue' }]);
  });

  it('drops the content type that every request has anyway', () => {
    expect(parseHeaders(['content-type: application/json; charset=utf-8', 'A:b'])).toEqual([{ name: 'A', value: 'b' }]);
    expect(() => parseHeaders('Content-Type: text/plain')).toThrow('every request body is JSON');
  });

  it.each([['no colon s3cret'], ['bad name: s3cret'], [': s3cret'], ['Host: s3cret'], ['A: s3cret\nB: c']])(
    'refuses %j without repeating its value',
    (text) => {
      expect(() => parseHeaders(text)).not.toThrow(/s3cret/);
      expect(() => parseHeaders(text)).toThrow();
    },
  );

  it('expands variables of the environment, and the API key only when asked', () => {
    const environment = { TOKEN: 't0ken', KEY: 'k3y', OPENAI_API_KEY: 'never' };
    const header = parseHeaders(['Authorization: Bearer $TOKEN', `X-A: \${TOKEN}/$$TOKEN/$`]);
    expect(requestHeaders({ header }, environment)).toEqual([
      ['Authorization', 'Bearer t0ken'],
      ['X-A', 't0ken/$TOKEN/$'],
    ]);
    expect(requestHeaders({ apiKeyEnv: 'KEY' }, environment)).toEqual([['Authorization', 'Bearer k3y']]);
    expect(requestHeaders({}, environment)).toEqual([]);
  });

  it('names a variable that is not set, and refuses two authorizations', () => {
    expect(() => requestHeaders({ header: parseHeaders('A: $NOPE') }, {})).toThrow(
      '--header A: the environment variable NOPE is not set; export it first',
    );
    expect(() => requestHeaders({ apiKeyEnv: 'NOPE' }, { NOPE: '' })).toThrow(
      '--api-key-env: the environment variable NOPE',
    );
    expect(() => requestHeaders({ apiKeyEnv: 'K', header: parseHeaders('authorization: x') }, { K: 'k' })).toThrow(
      'keep one',
    );
    expect(() => requestHeaders({ apiKeyEnv: 'K' }, { K: 'a\r\nEvil: 1' })).toThrow('holds a line break');
  });
});

describe('--url', () => {
  it.each([
    ['localhost:8000', 'http://localhost:8000', ''],
    ['http://LocalHost:8000/', 'http://localhost:8000', ''],
    ['https://api.example.com', 'https://api.example.com', ''],
    ['https://api.example.com/proxy/v1/', 'https://api.example.com', '/proxy/v1'],
    ['[::1]:8443', 'http://[::1]:8443', ''],
    ['http://[2001:DB8::1]', 'http://[2001:db8::1]', ''],
    ['10.0.0.1:80', 'http://10.0.0.1:80', ''],
    [' host ', 'http://host', ''],
  ])('takes %j', (text, origin, path) => {
    expect(parseServerUrl(text)).toEqual({ origin, path });
  });

  it.each(['', 'http://', 'ftp://host', 'host:port', 'host:0', 'host:70000', '::1', 'http://a b', 'host#x'])(
    'refuses %j',
    (text) => {
      expect(() => parseServerUrl(text)).toThrow('is no address; write host:port or http://host:port');
    },
  );

  it.each(['http://me:s3cret@host', 'me:s3cret@host:80', 'http://host/?key=s3cret'])(
    'refuses secrets in %j silently',
    (text) => {
      expect(() => parseServerUrl(text)).toThrow(/must not hold/);
      expect(() => parseServerUrl(text)).not.toThrow(/s3cret/);
    },
  );
});
