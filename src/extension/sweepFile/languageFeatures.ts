import * as vscode from 'vscode';
import { commandIds } from '../ids.js';
import { previewPlan } from '../wizard/rangePreview.js';
import { helpAt, offersAt } from './offers.js';
import { type CheckedSweepFile, checkSweepFile } from './problems.js';
import { isSweepFile, sweepFiles, yamlSweepFiles } from './sweepFiles.js';
import { yamlPlace } from './yamlPlace.js';

/** Completion, help, problems and the lenses of sweep files. JSON files get the first two from the schema, by the editor itself. */
export function registerSweepFileFeatures(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerCompletionItemProvider(yamlSweepFiles, { provideCompletionItems }, ' ', ':'),
    vscode.languages.registerHoverProvider(yamlSweepFiles, { provideHover }),
    vscode.languages.registerCodeLensProvider(sweepFiles, { provideCodeLenses }),
    watchProblems(),
  );
}

const linesOf = (document: vscode.TextDocument) => document.getText().split(/\r?\n/);

function provideCompletionItems(document: vscode.TextDocument, position: vscode.Position): vscode.CompletionItem[] {
  const lines = linesOf(document);
  const place = yamlPlace(lines, position.line, position.character);
  if (place.kind === 'none') return [];
  const range = new vscode.Range(
    position.line,
    Math.min(place.start, position.character),
    position.line,
    position.character,
  );
  return offersAt(place, lines).map(({ label, kind, description }, index) => {
    const isKey = kind === 'key';
    const item = new vscode.CompletionItem(
      label,
      isKey ? vscode.CompletionItemKind.Property : vscode.CompletionItemKind.EnumMember,
    );
    item.range = range;
    item.insertText = isKey ? `${label}: ` : label;
    item.documentation = description;
    item.sortText = String(index).padStart(4, '0');
    if (isKey) item.command = { command: 'editor.action.triggerSuggest', title: '' };
    return item;
  });
}

function provideHover(document: vscode.TextDocument, { line, character }: vscode.Position): vscode.Hover | undefined {
  const help = helpAt(linesOf(document), line, character);
  return (
    help &&
    new vscode.Hover(new vscode.MarkdownString(help.markdown), new vscode.Range(line, help.start, line, help.end))
  );
}

function provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
  const top = new vscode.Range(0, 0, 0, 0);
  const lens = (title: string, command: string) =>
    new vscode.CodeLens(top, { title, command, arguments: [document.uri] });
  return [
    lens(`$(play) ${runTitle(checkSweepFile(document.getText()))}`, commandIds.runSweepFile),
    lens(vscode.l10n.t('Plan'), commandIds.planSweepFile),
  ];
}

/** Without the number where it is not known: while the file is wrong, or when only the server can tell. */
function runTitle({ options }: CheckedSweepFile): string {
  if (options === undefined) return vscode.l10n.t('Run sweep');
  try {
    const { length } = previewPlan(options).scenarios;
    return length === 1 ? vscode.l10n.t('Run sweep (1 scenario)') : vscode.l10n.t('Run sweep ({0} scenarios)', length);
  } catch {
    return vscode.l10n.t('Run sweep');
  }
}

/** Problems of open sweep files, told as they are typed. */
function watchProblems(): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('genai-sweep');
  const check = (document: vscode.TextDocument) => {
    if (!isSweepFile(document)) return;
    collection.set(document.uri, diagnosticsOf(document));
  };
  vscode.workspace.textDocuments.forEach(check);
  return vscode.Disposable.from(
    collection,
    vscode.workspace.onDidOpenTextDocument(check),
    vscode.workspace.onDidChangeTextDocument(({ document }) => check(document)),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => collection.delete(uri)),
  );
}

function diagnosticsOf(document: vscode.TextDocument): vscode.Diagnostic[] {
  // A file that has just been made is not wrong yet.
  if (document.getText().trim() === '') return [];
  return checkSweepFile(document.getText()).problems.map(({ message, line, column }) => {
    const start = new vscode.Position(line - 1, column - 1);
    const lineRange = document.lineAt(Math.min(line, document.lineCount) - 1).range;
    const range = lineRange.end.isAfter(start) ? new vscode.Range(start, lineRange.end) : lineRange;
    const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Error);
    diagnostic.source = 'genai-sweep';
    return diagnostic;
  });
}
