import type { BenchResult } from './targets.js';

const width = 740;
const height = 400;
const plot = { left: 60, right: 560, top: 48, bottom: 340 };
/** Milliseconds at the ends of the logarithmic axis. */
const lowest = 0.05;
const highest = 200;
const ticks = [0.1, 1, 10, 100];

/** Colours that can be told apart on white and on black, by anyone; shapes and labels say the same. */
const colours: Readonly<Record<string, string>> = {
  'genai-sweep': '#0072b2',
  'Go on raw sockets': '#7f7f7f',
  perf_analyzer: '#d55e00',
  aiperf: '#009e73',
  guidellm: '#cc79a7',
};

/** How much later than in truth each load generator sees the median first token, by streams: an SVG image. */
export function pictureOf({ accuracy = [], machine }: BenchResult): string {
  const names = Object.keys(colours).filter((name) =>
    accuracy[0]?.rows.some((row) => row.contestant === name && row.runs > 0),
  );
  const column = (at: number) => plot.left + ((at + 0.5) / accuracy.length) * (plot.right - plot.left);
  const lines = names.map((name) => {
    const points = accuracy.flatMap(({ rows }, at) => {
      const errorMs = rows.find(({ contestant }) => contestant === name)?.ttftErrorP50Ms ?? Number.NaN;
      return Number.isNaN(errorMs) ? [] : [{ x: column(at), y: rowOf(errorMs), errorMs }];
    });
    return { name, colour: colours[name]!, points };
  });
  const labelled = spreadLabels(lines.map((line) => ({ ...line, labelY: line.points.at(-1)?.y ?? plot.bottom })));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13" role="img">`,
    '<title>Error of the median time to first token by number of streams</title>',
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="${plot.left}" y="24" font-size="15" font-weight="bold">How much too late the median first token is seen, ms</text>`,
    ...ticks.map(gridLine),
    ...accuracy.map(({ streams }, at) => text(column(at), plot.bottom + 22, `${streams} streams`, 'middle')),
    text(plot.left, height - 8, `${machine.cpu}, ${machine.cores} cores shared by server and client`, 'start', '#666'),
    ...labelled.flatMap(drawLine),
    '</svg>',
    '',
  ].join('\n');
}

function rowOf(ms: number): number {
  const share = Math.log(Math.min(highest, Math.max(lowest, ms)) / lowest) / Math.log(highest / lowest);
  return plot.bottom - share * (plot.bottom - plot.top);
}

function gridLine(ms: number): string {
  const y = rowOf(ms);
  const line = `<line x1="${plot.left}" x2="${plot.right}" y1="${y}" y2="${y}" stroke="#ddd"/>`;
  return line + text(plot.left - 8, y + 4, String(ms), 'end');
}

interface Line {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly { readonly x: number; readonly y: number; readonly errorMs: number }[];
  readonly labelY: number;
}

function drawLine({ name, colour, points, labelY }: Line): string[] {
  const path = points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  const last = points.at(-1);
  if (last === undefined) return [];
  return [
    `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`,
    ...points.map(({ x, y }) => `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="4" fill="${colour}"/>`),
    text(plot.right + 6, labelY + 4, `${name} ${last.errorMs.toFixed(last.errorMs < 10 ? 2 : 0)}`, 'start', colour),
  ];
}

/** Moves labels apart that would lie on each other. */
function spreadLabels(lines: readonly Line[]): Line[] {
  const gap = 17;
  const sorted = [...lines].sort((a, b) => a.labelY - b.labelY);
  let free = Number.NEGATIVE_INFINITY;
  return sorted.map((line) => {
    const labelY = Math.max(line.labelY, free);
    free = labelY + gap;
    return { ...line, labelY };
  });
}

function text(x: number, y: number, content: string, anchor: 'start' | 'middle' | 'end', colour = '#222'): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" fill="${colour}">${content}</text>`;
}
