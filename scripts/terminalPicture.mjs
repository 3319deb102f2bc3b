// Turns what a terminal shows into a picture for the README:
//   tmux capture-pane -e -p | node scripts/terminalPicture.mjs | rsvg-convert --zoom 2 > media/analyze.png
import { readFileSync } from 'node:fs';

const cell = { width: 8.4, height: 19, fontSize: 14 };
const margin = 18;
const background = '#1b1f27';
const plain = '#d5dae3';
const faint = '#7c8594';
const palette = {
  31: '#f07178',
  32: '#8fce7b',
  33: '#e8c268',
  34: '#7aa8f0',
  35: '#c792ea',
  36: '#63c7d4',
  90: faint,
};

const escapeCharacter = String.fromCharCode(27);
const styleCode = new RegExp(`${escapeCharacter}\\[([\\d;]*)m`);
const unstyled = { color: plain, bold: false, dim: false };
let style = unstyled;

/** A line as runs of equal style, with the column each begins at; styles last beyond the end of a line. */
function runsOf(line) {
  const runs = [];
  let column = 0;
  // Texts stand at even places, the codes between them at odd ones.
  for (const [place, part] of line.split(styleCode).entries()) {
    if (place % 2 === 1) {
      style = part.split(';').map(Number).reduce(styleAfter, style);
      continue;
    }
    if (part.trim() !== '') runs.push({ text: part.trimEnd(), column, ...style });
    column += [...part].length;
  }
  return runs;
}

function styleAfter(before, code) {
  if (code === 0) return unstyled;
  if (code === 1) return { ...before, bold: true };
  if (code === 2) return { ...before, dim: true };
  if (code === 22) return { ...before, bold: false, dim: false };
  if (code === 39) return { ...before, color: plain };
  return palette[code] === undefined ? before : { ...before, color: palette[code] };
}

/** Every run gets its exact width, so columns stand under each other in whatever fixed-width font is there. */
function svgText({ text, column, color, bold, dim }, row) {
  const lead = text.length - text.trimStart().length;
  const words = text.trimStart();
  const x = (margin + (column + lead) * cell.width).toFixed(1);
  const y = margin + row * cell.height + cell.fontSize;
  const length = ([...words].length * cell.width).toFixed(1);
  const weight = bold ? ' font-weight="bold"' : '';
  return `<text x="${x}" y="${y}" fill="${dim ? faint : color}"${weight} textLength="${length}" lengthAdjust="spacingAndGlyphs">${escapeXml(words)}</text>`;
}

function escapeXml(text) {
  const escaped = text.replace(/[&<>]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[character]);
  // Renderers fold ordinary spaces.
  return escaped.replaceAll('  ', '\u00a0\u00a0');
}

const lines = readFileSync(0, 'utf8').replace(/\s+$/, '').split('\n').map(runsOf);
const columns = Math.max(...lines.flat().map(({ text, column }) => column + [...text].length));
const width = Math.ceil(columns * cell.width + 2 * margin);
const height = Math.ceil(lines.length * cell.height + 2 * margin);
const texts = lines.flatMap((runs, row) => runs.map((run) => svgText(run, row)));
process.stdout.write(
  [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" rx="10" fill="${background}"/>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${cell.fontSize}">`,
    ...texts,
    '</g>',
    '</svg>',
    '',
  ].join('\n'),
);
