import * as z from 'zod';
import { engineNames } from './engineNames.js';
import { choice, flag, option, positiveNumber, text } from './optionField.js';

const bareName = z.string('must be a text').regex(/^[^/\\]+$/, 'must be a bare file name (--artifact-dir says where)');

/** Where results go, what is kept, and how the program behaves. */
export const outputOptions = {
  artifactDir: text({
    group: 'Output',
    placeholder: 'folder',
    help: 'Folder of the per-scenario artifacts.',
    genaiPerfPath: 'output.artifact_directory',
  }),
  checkpointDir: text({
    group: 'Output',
    placeholder: 'folder',
    help: 'Folder of checkpoint.json and of the summary CSV.',
    defaultNote: 'the working directory',
    genaiPerfPath: 'output.checkpoint_directory',
  }),
  profileExportFile: option('text', bareName, {
    group: 'Output',
    placeholder: 'name',
    help: "File name of the per-request export in each scenario's folder.",
    genaiPerfPath: 'output.profile_export_file',
  }),
  exportLevel: choice(['timestamps', 'text', 'raw'], {
    group: 'Output',
    placeholder: 'level',
    help: 'How much of each answer that export keeps: when it came, its text too, or all that the server sent, of failed requests as well (HTTP only).',
  }),
  label: text({
    group: 'Output',
    help: 'A word for what options cannot tell, such as how the server was started; scenarios with another label are measured anew.',
  }),
  fresh: flag({ group: 'Output', help: 'Delete the checkpoint and the artifacts of this sweep first.' }),
  enableCheckpointing: flag({
    group: 'Output',
    help: 'Accepted for old commands: the checkpoint is always kept.',
    genaiPerfPath: 'output.enable_checkpointing',
  }),
  generatePlots: flag({ group: 'Output', help: 'Draw plots.', genaiPerfPath: 'output.generate_plots' }),
  tokenizer: text({
    group: 'Tokenizer',
    placeholder: 'file',
    help: 'A tokenizer.json, or a folder that holds one.',
    defaultNote: "the server's own, else an embedded one",
    genaiPerfPath: 'tokenizer.name',
  }),
  tokenizerRevision: text({ group: 'Tokenizer', help: 'Revision.', genaiPerfPath: 'tokenizer.revision' }),
  tokenizerTrustRemoteCode: flag({
    group: 'Tokenizer',
    help: 'Run code of a tokenizer.',
    genaiPerfPath: 'tokenizer.trust_remote_code',
  }),
  engine: choice(engineNames, {
    group: 'Other',
    help: 'What makes the load and measures it: this program, or genai-perf or aiperf where they are installed.',
  }),
  enginePath: text({
    group: 'Other',
    placeholder: 'path',
    help: 'The genai-perf or aiperf program, where it is not on PATH.',
  }),
  engineTimeout: positiveNumber({
    group: 'Other',
    placeholder: 'seconds',
    help: 'Time after which genai-perf or aiperf is ended when a scenario has not; the scenario has then failed.',
  }),
  yes: flag({ group: 'Other', help: 'Go ahead with more than 200 scenarios.' }),
  verbose: flag({ group: 'Other', short: 'v', help: 'Say more on standard error.', genaiPerfPath: 'verbose' }),
};
