import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const words =
  'the of and to a in that is was he for it with as his on be at by I this had not are but from or have an they';

/** Writes a bare tokenizer.json in which every word is one token, as the simulator counts; gives its path. */
export function writeWordTokenizer(folder: string): string {
  const path = join(folder, 'tokenizer.json');
  const unknown = '[UNK]';
  const vocab = Object.fromEntries([unknown, ...words.split(' ')].map((word, id) => [word, id]));
  const tokenizer = {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: { type: 'WhitespaceSplit' },
    post_processor: null,
    decoder: { type: 'WordPiece', prefix: '##', cleanup: false },
    model: {
      type: 'WordPiece',
      vocab,
      unk_token: unknown,
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
    },
  };
  writeFileSync(path, JSON.stringify(tokenizer));
  return path;
}
