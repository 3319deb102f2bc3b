// Who may import whom (docs/architecture.md). Every room imports only from floors below it, and inside core only along the arrows.
const room = (name) => `^src/${name}(/|$)`;
const allExcept = (...rooms) => ({ path: '^(src|webview-ui)/', pathNot: rooms.map(room) });

/** What each room of core may import, beside itself. */
const core = {
  metrics: [],
  results: ['core/metrics'],
  checkpoint: ['core/results', 'core/metrics'],
  measure: ['core/metrics'],
  sweep: ['core/metrics'],
  workload: ['core/sweep', 'core/metrics'],
  report: ['core/checkpoint', 'core/results', 'core/metrics', 'core/sweep', 'core/measure'],
  importers: ['core/checkpoint', 'core/results', 'core/metrics'],
};

/** Floors above core; each may import core, and the rooms named here. */
const upper = {
  storage: [],
  load: [],
  telemetry: [],
  simulator: [],
  protocol: [],
  engines: ['storage', 'load', 'telemetry'],
  runner: ['storage', 'load', 'telemetry', 'engines'],
  cli: ['storage', 'load', 'telemetry', 'simulator', 'engines', 'runner', 'protocol'],
  extension: ['storage', 'load', 'telemetry', 'simulator', 'engines', 'runner', 'protocol'],
};

const walls = [
  ...Object.entries(core).map(([name, below]) => ({
    name: `core-${name}`,
    comment: `core/${name} may import only itself${below.length ? ` and ${below.join(', ')}` : ''}`,
    severity: 'error',
    from: { path: room(`core/${name}`) },
    to: allExcept(`core/${name}`, ...below),
  })),
  ...Object.entries(upper).map(([name, below]) => ({
    name,
    comment: `${name} may import only itself, core${below.map((other) => `, ${other}`).join('')}`,
    severity: 'error',
    from: { path: room(name) },
    to: allExcept(name, 'core', ...below),
  })),
  {
    name: 'library',
    comment: 'the library is for any Node program: no editor, no terminal',
    severity: 'error',
    from: { path: '^src/index\\.ts$' },
    to: { path: '^(webview-ui/|src/(extension|cli)/)' },
  },
  {
    name: 'page',
    comment: 'the page imports only itself, core and protocol',
    severity: 'error',
    from: { path: '^webview-ui/' },
    to: { path: '^src/', pathNot: [room('core'), room('protocol')] },
  },
];

module.exports = {
  forbidden: [
    ...walls,
    {
      name: 'no-node-in-the-page',
      comment: 'these run in the page: no Node modules',
      severity: 'error',
      from: { path: '^(src/(core|protocol)|webview-ui)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'vscode-only-in-extension',
      comment: 'its type declarations are what the name resolves to',
      severity: 'error',
      from: { path: '^(src|webview-ui)/', pathNot: room('extension') },
      to: { path: '^vscode$|(^|/)node_modules/@types/vscode/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^vscode$' } },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { path: '^(src|webview-ui)/' },
      to: { path: '^(test|bench|scripts)/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
    doNotFollow: { path: 'node_modules' },
  },
};
