import { describe, expect, test } from 'vitest';
import { filledTemplate, parseRequestTemplate } from '../../../src/core/workload/requestTemplate.js';

const use = { name: 'body.json', texts: 1, limitsOutput: false };

describe('a template file', () => {
  test.each([
    ['', 'body.json is no JSON object: write the request body, such as {"prompt": "{{text}}"}'],
    ['[1]', 'is no JSON object'],
    ['{"prompt": "{{text}}"', 'is no JSON object'],
    ['{"prompt": "{{prompt}}"}', 'body.json: {{prompt}} is no placeholder; known: text, texts,'],
    ['{"prompt": "hello"}', 'has no place for the prompt: write "{{text}}"'],
    ['{"constructor": "{{constructor}}"}', '{{constructor}} is no placeholder'],
  ])('%j is refused in one line', (content, message) => {
    expect(() => parseRequestTemplate(content, use)).toThrow(message);
  });

  test('has places for what will be asked', () => {
    const content = '{"prompt": "{{text}}"}';
    expect(() => parseRequestTemplate(content, { ...use, texts: 4 })).toThrow(
      'no place for 4 texts: write "{{texts}}"',
    );
    expect(() => parseRequestTemplate(content, { ...use, limitsOutput: true })).toThrow('write "{{max_tokens}}"');
    expect(parseRequestTemplate(content, use)).toEqual({ prompt: '{{text}}' });
  });
});

describe('a filled template', () => {
  const filling = {
    model: 'm',
    texts: ['say "hi"\n', 'b'],
    images: ['data:image/png;base64,AA=='],
    maxTokens: 7,
  };

  test('has values of their own type, and texts in texts, whatever they hold', () => {
    const body = {
      all: '{{ texts }}',
      one: 'Q: {{text}} ({{model}}, {{max_tokens}})',
      limit: '{{max_tokens}}',
      stream: '{{stream}}',
      parts: [{ image: '{{image}}' }, '{{images}}', 5, null, true],
      sound: '{{audio}}',
    };
    expect(filledTemplate(body, filling, true)).toEqual({
      all: filling.texts,
      one: 'Q: say "hi"\n (m, 7)',
      limit: 7,
      stream: true,
      parts: [{ image: filling.images[0] }, filling.images, 5, null, true],
    });
  });

  test('leaves out what is not asked for', () => {
    const body = { text: '{{text}}', options: { limit: '{{max_tokens}}', list: ['{{audio}}', 'x'] } };
    expect(filledTemplate(body, { ...filling, maxTokens: undefined }, false)).toEqual({
      text: filling.texts[0],
      options: { list: ['x'] },
    });
  });

  test('a prompt that looks like a placeholder stays a prompt', () => {
    const tricky = { ...filling, texts: ['{{model}} $& $1'] };
    expect(filledTemplate({ a: '{{text}}', b: '<{{text}}>' }, tricky, false)).toEqual({
      a: '{{model}} $& $1',
      b: '<{{model}} $& $1>',
    });
  });
});
