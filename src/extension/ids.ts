/** Every name that package.json declares or storage keeps. A test holds this table and the manifest together, both ways. */

/** Commands, palette and menus alike. */
export const commandIds = {
  analyzeSweep: 'genaiSweep.analyzeSweep',
  runSweepFile: 'genaiSweep.runSweepFile',
  planSweepFile: 'genaiSweep.planSweepFile',
  newSweepFile: 'genaiSweep.newSweepFile',
  cancelSweep: 'genaiSweep.cancelSweep',
  startSimulator: 'genaiSweep.startSimulator',
  setApiKey: 'genaiSweep.setApiKey',
  deleteApiKey: 'genaiSweep.deleteApiKey',
  showLog: 'genaiSweep.showLog',
  openCheckpoint: 'genaiSweep.openCheckpoint',
  openAsText: 'genaiSweep.openAsText',
  refreshScenarios: 'genaiSweep.refreshScenarios',
  runMissing: 'genaiSweep.runMissing',
  runScenarioAgain: 'genaiSweep.runScenarioAgain',
  revealScenario: 'genaiSweep.revealScenario',
  openArtifacts: 'genaiSweep.openArtifacts',
  copyCommand: 'genaiSweep.copyCommand',
  deleteScenario: 'genaiSweep.deleteScenario',
  copyRecordValue: 'genaiSweep.copyRecordValue',
  copyRecordTag: 'genaiSweep.copyRecordTag',
  useAsObjective: 'genaiSweep.useAsObjective',
  addAsConstraint: 'genaiSweep.addAsConstraint',
  filterRecords: 'genaiSweep.filterRecords',
  clearRecordsFilter: 'genaiSweep.clearRecordsFilter',
} as const;

/** Name of a command. */
export type CommandId = (typeof commandIds)[keyof typeof commandIds];

/** Where the views stand, and the views. */
export const viewIds = {
  container: 'genaiSweep',
  scenarios: 'genaiSweep.scenarios',
  records: 'genaiSweep.records',
} as const;

/** Context keys that menus ask for. */
export const contextKeys = {
  /** A sweep is running. */
  running: 'genaiSweep.running',
  /** The Records view shows a part only. */
  recordsFiltered: 'genaiSweep.recordsFiltered',
} as const;

/** Settings, below the section `genaiSweep`. */
export const settingIds = {
  errorRateLimit: 'genaiSweep.ranking.errorRateLimit',
  openResults: 'genaiSweep.run.openResults',
  engine: 'genaiSweep.engine',
  enginePath: 'genaiSweep.enginePath',
  addToPath: 'genaiSweep.terminal.addToPath',
} as const;

/** Keys of what the editor keeps for us; the number grows when the shape changes. */
export const storageKeys = {
  view: 'genaiSweep.view.v1',
  sweeps: 'genaiSweep.sweeps.v1',
  endpoints: 'genaiSweep.endpoints.v1',
  /** Followed by the server's address. */
  apiKey: 'genaiSweep.apiKey.v1:',
} as const;

/** The custom editor. */
export const checkpointViewType = 'genaiSweep.checkpoint';

/** Scheme of documents that show a plan. */
export const planScheme = 'genai-sweep-plan';

/** The walkthrough. */
export const walkthroughId = 'genaiSweep.start';
