/** What answers are made of: each is one token here and in the tokenizers of most models. */
const words = (
  'the of and to in is that for with as on was by this from are at be an or not have it which one all been ' +
  'we can more has but their about there when other what time will new also work like only day where'
).split(' ');

/** Text of an answer's token; always a blank and a plain word, so it needs no escaping in JSON. */
export function tokenText(requestNumber: number, token: number): string {
  return ` ${words[(requestNumber + token) % words.length]}`;
}

/** Words with the blank before them, digits by three, signs, and what blanks are left: the usual first cut of a BPE. */
const piece = / ?\p{L}+| ?\p{N}{1,3}| ?[^\s\p{L}\p{N}]+|\s+/gu;

/** Number of tokens of a text. */
export function countTokens(text: string): number {
  return text.match(piece)?.length ?? 0;
}

/** Tokens of a text as numbers: equal pieces have equal numbers. */
export function tokenIds(text: string): number[] {
  return (text.match(piece) ?? []).map((part) => {
    let id = 0;
    for (let place = 0; place < part.length; place++) id = (id * 31 + part.charCodeAt(place)) % vocabularySize;
    return id;
  });
}

const vocabularySize = 32_000;

/** What an image costs, whatever its size. */
export const imageTokens = 64;

/** Tokens that the chat template puts around each message. */
const templateTokensPerMessage = 4;

/** Tokens of a conversation as the model sees it. */
export function countChatTokens(contents: readonly string[]): number {
  return contents.reduce((sum, text) => sum + countTokens(text) + templateTokensPerMessage, 0);
}
