import * as vscode from 'vscode';

const names = ['sweep', '*.sweep'];

/** Sweep files that people write in YAML. */
export const yamlSweepFiles: vscode.DocumentSelector = names.flatMap((name) =>
  ['yaml', 'yml'].map((extension) => ({ pattern: `**/${name}.${extension}` })),
);

/** All sweep files. */
export const sweepFiles: vscode.DocumentSelector = [
  ...(yamlSweepFiles as readonly vscode.DocumentFilter[]),
  ...names.map((name) => ({ pattern: `**/${name}.json` })),
];

/** Whether a document is a sweep file. */
export function isSweepFile(document: vscode.TextDocument): boolean {
  return vscode.languages.match(sweepFiles, document) > 0;
}
