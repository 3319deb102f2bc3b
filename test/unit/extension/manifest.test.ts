import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import texts from '../../../package.nls.json' with { type: 'json' };
import * as ids from '../../../src/extension/ids.js';

const { contributes } = manifest;
const root = resolve(import.meta.dirname, '../../..');
const sorted = (values: Iterable<string>) => [...new Set(values)].sort();

describe('ids', () => {
  it('are the commands, views, settings and editors of the manifest, both ways', () => {
    expect(sorted(contributes.commands.map(({ command }) => command))).toEqual(sorted(Object.values(ids.commandIds)));
    expect(sorted(contributes.views.genaiSweep.map(({ id }) => id))).toEqual(
      sorted([ids.viewIds.scenarios, ids.viewIds.records]),
    );
    expect(Object.keys(contributes.views)).toEqual([ids.viewIds.container]);
    expect(sorted(Object.keys(contributes.configuration.properties))).toEqual(sorted(Object.values(ids.settingIds)));
    expect(contributes.customEditors.map(({ viewType }) => viewType)).toEqual([ids.checkpointViewType]);
    expect(contributes.walkthroughs.map(({ id }) => id)).toEqual([ids.walkthroughId]);
  });

  it('in menus, welcomes and conditions are known', () => {
    const known: readonly string[] = [
      ...Object.values(ids.commandIds),
      ...Object.values(ids.viewIds),
      ...Object.values(ids.contextKeys),
      ...Object.values(ids.settingIds),
      ids.checkpointViewType,
      ids.walkthroughId,
    ];
    const named = JSON.stringify([contributes, texts]).match(/genaiSweep\.[A-Za-z.]+[A-Za-z]/g) ?? [];
    expect(sorted(named).filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe('texts of the manifest', () => {
  it('are all there, and all used', () => {
    const used = [...JSON.stringify(manifest).matchAll(/%([\w.]+)%/g)].map(([, key]) => key!);
    expect(sorted(used)).toEqual(sorted(Object.keys(texts)));
  });

  it('name files that exist', () => {
    const files = JSON.stringify(contributes).match(/(media|schemas)\/[\w./-]+\w/g) ?? [];
    expect(files.filter((file) => !existsSync(resolve(root, file)))).toEqual([]);
  });

  it('have no untrusted way to run anything', () => {
    const running = [
      ids.commandIds.analyzeSweep,
      ids.commandIds.runSweepFile,
      ids.commandIds.runMissing,
      ids.commandIds.runScenarioAgain,
    ];
    for (const command of contributes.commands.filter(({ command: id }) => (running as string[]).includes(id)))
      expect(command.enablement).toContain('isWorkspaceTrusted');
    expect(manifest.capabilities.untrustedWorkspaces.supported).toBe('limited');
  });
});

describe('defaults of settings', () => {
  it('stand in the manifest only', () => {
    const source = readFileSync(resolve(root, 'src/extension/settings.ts'), 'utf8');
    expect(source).not.toMatch(/\?\?/);
  });
});
