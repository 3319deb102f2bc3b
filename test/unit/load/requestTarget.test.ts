import { describe, expect, test } from 'vitest';
import { messageMaker, requestTarget } from '../../../src/load/http/requestTarget.js';

describe('a target', () => {
  test.each([
    ['http://h/v1', { secure: false, host: 'h', port: 80, authority: 'h', path: '/v1' }],
    ['https://h', { secure: true, host: 'h', port: 443, authority: 'h', path: '/' }],
    ['https://h:8443/a?b=c#d', { secure: true, host: 'h', port: 8443, authority: 'h:8443', path: '/a?b=c' }],
    ['http://[::1]:80/a', { secure: false, host: '::1', port: 80, authority: '[::1]', path: '/a' }],
    ['http://[::1]:8000/a', { secure: false, host: '::1', port: 8000, authority: '[::1]:8000', path: '/a' }],
  ])('of %s', (url, target) => {
    expect(requestTarget(url)).toEqual(target);
  });

  test('is refused for other protocols', () => {
    expect(() => requestTarget('grpc://h:1')).toThrow('must begin with http:// or https://');
  });
});

describe('headers', () => {
  const target = requestTarget('http://h/');
  test.each([
    ['a line break', ['X', 'a\r\nb']],
    ['a name that is none', ['X Y', 'a']],
    ['a character beyond Latin-1', ['X', '€']],
  ] as const)('with %s are refused, and the value is not told', (_what, header) => {
    expect(() => messageMaker(target, [header])).toThrow(`The header "${header[0]}" cannot be sent.`);
  });

  test('that decide the framing are ours', () => {
    expect(() => messageMaker(target, [['transfer-encoding', 'chunked']])).toThrow('cannot be set');
  });
});
