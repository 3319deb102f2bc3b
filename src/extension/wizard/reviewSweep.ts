import * as vscode from 'vscode';
import { duration } from '../../core/report/figures.js';
import { planTotals } from '../../core/report/planReport.js';
import { optionDefaults } from '../../core/sweep/optionDefaults.js';
import { findOption, type OptionSpec, optionSpecs } from '../../core/sweep/options.js';
import { asSentence } from '../humanError.js';
import type { ConfigObject } from '../sweep/sweepSource.js';
import { askText, type ChoiceItem, pick, type StepFrame } from './multiStep.js';
import { optionValueOf, textOfOption } from './optionText.js';
import { previewOptions } from './rangePreview.js';

/** What shall become of a sweep that has been put together. */
export interface ReviewedSweep {
  readonly options: ConfigObject;
  readonly next: 'run' | 'saveAndRun' | 'save';
}

type Choice = ReviewedSweep['next'] | OptionSpec;

/**
 * One page with every option and its value, each to be changed, until the person says what to do.
 * @throws {vscode.CancellationError}
 */
export async function reviewSweep(start: ConfigObject): Promise<ReviewedSweep> {
  let options = start;
  while (true) {
    const choice = await pick<Choice>(frame(), {
      placeholder: vscode.l10n.t('Run, or choose an option to change it'),
      items: items(options),
    });
    if (typeof choice === 'string') return { options, next: choice };
    options = await changed(options, choice);
  }
}

function frame(): StepFrame {
  return { title: vscode.l10n.t('Analyze Sweep: Review'), step: 0, totalSteps: 0, isFirst: true };
}

function items(options: ConfigObject) {
  const preview = previewOptions(options);
  const separator = (label: string) => ({ label, kind: vscode.QuickPickItemKind.Separator as const });
  const groups = [...new Set(shown.map(({ group }) => group))];
  return [
    ...(preview.kind === 'plan' ? actionItems(preview.plan) : [problemItem(preview.message)]),
    ...groups.flatMap((group) => [
      separator(group),
      ...shown.filter((spec) => spec.group === group).map((spec) => optionItem(spec, options)),
    ]),
  ];
}

/** Headers may hold secrets, which no dialogue shall keep: they are written in sweep.yaml, with `$NAME` for a variable. */
const shown = optionSpecs.filter(
  ({ supported, secret, fileOnly, key }) =>
    supported && !secret && !fileOnly && key !== 'enableCheckpointing' && key !== 'verbose' && key !== 'yes',
);

function actionItems(plan: Parameters<typeof planTotals>[0]): ChoiceItem<Choice>[] {
  const { scenarios, requests, longestMs } = planTotals(plan);
  const parts = [
    requests !== undefined && vscode.l10n.t('at most {0} requests', requests),
    longestMs !== undefined && vscode.l10n.t('{0} at the longest', duration(longestMs)),
  ];
  const description = parts.filter((part) => part !== false).join(', ');
  const run = scenarios === 1 ? vscode.l10n.t('Run 1 Scenario') : vscode.l10n.t('Run {0} Scenarios', scenarios);
  return [
    { label: `$(play) ${run}`, description, value: 'run' },
    { label: `$(save) ${vscode.l10n.t('Save as sweep.yaml and Run')}`, value: 'saveAndRun' },
    { label: `$(edit) ${vscode.l10n.t('Save as sweep.yaml and Edit')}`, value: 'save' },
  ];
}

function problemItem(message: string): ChoiceItem<Choice> {
  return { label: `$(error) ${asSentence(message)}`, value: findOption('sweep-type')! };
}

function optionItem(spec: OptionSpec, options: ConfigObject): ChoiceItem<Choice> {
  const given = options[spec.name];
  const isGiven = given !== undefined;
  return {
    label: `${isGiven ? '$(circle-filled)' : '$(circle-outline)'} ${spec.name}`,
    description: isGiven ? textOfOption(given) : defaultText(spec),
    detail: spec.help,
    value: spec,
  };
}

function defaultText({ key, defaultNote }: OptionSpec): string {
  const value: unknown = (optionDefaults as Partial<Record<string, unknown>>)[key];
  return defaultNote ?? (value === undefined ? '' : textOfOption(value));
}

/** The options with one asked for anew; an empty answer takes it back to its default. */
async function changed(options: ConfigObject, spec: OptionSpec): Promise<ConfigObject> {
  const { [spec.name]: _, ...others } = options;
  const text = await askValue(spec, options[spec.name]);
  const value = text === undefined ? undefined : optionValueOf(spec, text);
  if (value === undefined) return others;
  return { ...without(others, rivals[spec.name] ?? []), [spec.name]: value };
}

/** Giving one of these takes the other back. */
const rivals: Readonly<Partial<Record<string, readonly string[]>>> = {
  'sweep-range': ['sweep-list'],
  'sweep-list': ['sweep-range'],
  'request-count': ['measurement-interval', 'max-scenario-time'],
  'measurement-interval': ['request-count', 'max-scenario-time'],
  'max-scenario-time': ['request-count', 'measurement-interval'],
  concurrency: ['request-rate'],
  'request-rate': ['concurrency'],
};

function without(options: ConfigObject, names: readonly string[]): ConfigObject {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !names.includes(name)));
}

async function askValue(spec: OptionSpec, given: unknown): Promise<string | undefined> {
  const own = { ...frame(), title: spec.name };
  const words = spec.kind === 'flag' ? ['true', 'false'] : spec.choices;
  try {
    if (words !== undefined) {
      const none = { label: vscode.l10n.t('Default'), description: defaultText(spec), value: '' };
      const choices = [none, ...words.map((value) => ({ label: value, value }))];
      return await pick(own, { placeholder: spec.help, items: choices, active: textOfOption(given) });
    }
    return await askText(own, {
      prompt: `${spec.description} ${vscode.l10n.t('Empty for the default.')}`,
      value: given === undefined ? '' : textOfOption(given),
      look: (text) => {
        const message = problemOf(spec, text);
        return message === undefined ? undefined : { message, severity: vscode.InputBoxValidationSeverity.Error };
      },
    });
  } catch (error) {
    // Leaving the question leads back to the page, not out of it.
    if (error instanceof vscode.CancellationError) return given === undefined ? undefined : textOfOption(given);
    throw error;
  }
}

function problemOf(spec: OptionSpec, text: string): string | undefined {
  if (text.trim() === '') return undefined;
  const result = spec.schema.safeParse(optionValueOf(spec, text));
  return result.success ? undefined : asSentence(result.error.issues[0]?.message ?? '');
}
