/** The texts of an event stream's output events, told by the standard's own words and JSON.parse. */
export function referenceTexts(stream: string): string[] {
  const texts: string[] = [];
  let data: string[] = [];
  for (const line of `${stream.replace(/^\ufeff/, '')}\n\n`.split(/\r\n|\r|\n/)) {
    if (line === '') {
      const text = data.length > 0 ? textOf(data.join('\n')) : '';
      if (text !== '') texts.push(text);
      data = [];
    } else if (line.startsWith('data:')) data.push(line.slice(5).replace(/^ /, ''));
  }
  return texts;
}

interface Delta {
  content?: string | null;
  reasoning_content?: string;
  tool_calls?: { function?: { name?: string; arguments?: string } }[];
}

function textOf(data: string): string {
  if (!data.trim().startsWith('{')) return '';
  const { choices = [] } = JSON.parse(data) as { choices?: { delta?: Delta; text?: string }[] };
  return choices
    .flatMap(({ delta = {}, text }) => [
      ...Object.entries(delta).flatMap(([key, value]) => (typeof value === 'string' && key !== 'role' ? [value] : [])),
      ...(delta.tool_calls ?? []).flatMap((call) => [call.function?.name ?? '', call.function?.arguments ?? '']),
      text ?? '',
    ])
    .join('');
}
