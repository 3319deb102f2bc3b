import * as vscode from 'vscode';
import { count, duration } from '../../core/report/figures.js';
import { planTotals } from '../../core/report/planReport.js';
import type { PlannedScenario, SweepPlan } from '../../core/sweep/plan.js';
import type { ServerFinding } from '../../runner/prepareSweep.js';

/** Titles of the plan's columns in the editor's language, by the English ones. */
export function planTitles(): Readonly<Record<string, string>> {
  return {
    Scenario: vscode.l10n.t('Scenario'),
    Requests: vscode.l10n.t('Requests'),
    'Warm-up': vscode.l10n.t('Warm-up'),
    'Prompt Tokens': vscode.l10n.t('Prompt Tokens'),
    'Output Tokens': vscode.l10n.t('Output Tokens'),
    'Longest Time': vscode.l10n.t('Longest Time'),
  };
}

/** Who is asked, and how. */
export function targetText({ scenario }: PlannedScenario): string {
  const { models, url, path, streaming } = scenario.endpoint;
  const names = models.join(', ');
  const address = `${url}${path}`;
  return streaming
    ? vscode.l10n.t('{0} at {1}, streaming', names, address)
    : vscode.l10n.t('{0} at {1}, not streaming', names, address);
}

/** What was found at the URL; what is wrong there stays in the words of whoever found it. */
export function serverText(server: ServerFinding): string {
  if ('problem' in server) return vscode.l10n.t('Server: {0}.', server.problem);
  const { foundBy, fingerprint, servedModels, simulated } = server;
  const { version, maxModelLength } = fingerprint;
  const parts = [
    foundBy,
    version,
    maxModelLength !== undefined && vscode.l10n.t('context of {0} tokens', count(maxModelLength)),
    servedModels !== undefined && vscode.l10n.t('serves {0}', servedModels.join(', ')),
    simulated && vscode.l10n.t('simulated'),
  ];
  return vscode.l10n.t('Server: {0}.', listed(parts));
}

/** The sum in one sentence. */
export function totalText(plan: SweepPlan): string {
  const { scenarios, requests, inputTokens, outputTokens, longestMs } = planTotals(plan);
  const parts = [
    requests === undefined ? vscode.l10n.t('as many requests as fit in') : requestsText(requests),
    inputTokens !== undefined && vscode.l10n.t('prompt tokens: {0}', count(inputTokens)),
    outputTokens !== undefined && vscode.l10n.t('output tokens: {0}', count(outputTokens)),
    longestMs === undefined
      ? vscode.l10n.t('each scenario until its last answer')
      : vscode.l10n.t('{0} of measuring at the longest', duration(longestMs)),
  ];
  return scenarios === 1
    ? vscode.l10n.t('1 scenario: {0}.', listed(parts))
    : vscode.l10n.t('{0} scenarios: {1}.', scenarios, listed(parts));
}

function requestsText(requests: number): string {
  return requests === 1 ? vscode.l10n.t('at most 1 request') : vscode.l10n.t('at most {0} requests', count(requests));
}

const listed = (parts: readonly (string | undefined | false)[]) =>
  parts.filter((part) => part !== undefined && part !== false).join(', ');
