import { expect, test } from 'vitest';
import { proxyNotice } from '../../../src/load/http/proxyNotice.js';

const proxy = 'http://user:secret@proxy:3128';

test('a proxy for the server is named, without its address, which may hold a secret', () => {
  const notice = proxyNotice('http://llm.example:8000', { HTTP_PROXY: proxy });
  expect(notice).toMatch(/^HTTP_PROXY names a proxy, but requests go to llm\.example directly/);
  expect(notice).not.toContain('secret');
  expect(proxyNotice('https://llm.example', { https_proxy: proxy })).toContain('https_proxy');
  expect(proxyNotice('https://llm.example', { ALL_PROXY: proxy })).toContain('ALL_PROXY');
});

test.each<[string, string, Record<string, string>]>([
  ['none is set', 'http://llm.example', {}],
  ['it is empty', 'http://llm.example', { HTTP_PROXY: '' }],
  ['it is for the other scheme', 'http://llm.example', { HTTPS_PROXY: proxy }],
  ['the server is on this machine', 'http://127.0.0.1:8000', { HTTP_PROXY: proxy }],
  ['the server is excepted', 'http://llm.example', { HTTP_PROXY: proxy, NO_PROXY: 'a.b, llm.example' }],
  ['its domain is excepted', 'http://llm.example', { HTTP_PROXY: proxy, no_proxy: '.example' }],
  ['all servers are excepted', 'http://llm.example', { HTTP_PROXY: proxy, NO_PROXY: '*' }],
])('nothing is said when %s', (_name, url, environment) => {
  expect(proxyNotice(url, environment)).toBeUndefined();
});

test('a domain excepts its own hosts only', () => {
  expect(proxyNotice('http://notexample:80', { HTTP_PROXY: proxy, NO_PROXY: 'example' })).toBeDefined();
});
