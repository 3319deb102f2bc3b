/** A request body. */
export type Body = Readonly<Record<string, unknown>>;

/** Where bodies hold their texts; only those of rankings hold several of these. */
const textFields = ['messages', 'query', 'passages', 'texts', 'documents', 'text_input', 'inputs', 'prompt', 'input'];

/** All texts that a body of any endpoint type says, in their order. */
export function promptTexts(body: Body): string[] {
  return textFields.flatMap((name) => textsIn(body[name]));
}

/** Images among the texts: a data URL by itself, or the Markdown of one. */
const imageUrl = /^data:image\/[\w+]+;base64,/;
const imageMarkdown = /!\[\]\([^)]*\) ?/g;

/** A text, several, or messages and their parts of which some are text. */
function textsIn(content: unknown): string[] {
  if (typeof content === 'string') return imageUrl.test(content) ? [] : [content.replace(imageMarkdown, '')];
  if (Array.isArray(content)) return content.flatMap(textsIn);
  return isBody(content) ? textsIn(content['text'] ?? content['content']) : [];
}

/** Whether a value is a JSON object. */
export const isBody = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
