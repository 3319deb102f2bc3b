import { join } from 'node:path';
import type { LoadTool, ToolCommand, ToolJob } from '../tools/loadTool.js';
import { fileNamed, filesNamed } from '../tools/outputFiles.js';
import { secretsOf } from '../tools/shownCommand.js';
import { aiperfConfig } from './aiperfConfig.js';
import { readRawRecords } from './readRawRecords.js';
import { turnLines } from './turnLines.js';
import { withVariables } from './withVariables.js';

const configFile = 'aiperf.yaml';
const recordsFile = 'profile_export_raw.jsonl';
const resultsFile = 'profile_export_aiperf.json';

/**
 * aiperf, one `aiperf profile` per scenario, driven by a configuration file: there headers can name environment
 * variables, so that no secret stands in an argument or in a file. Its raw records are read in place of its statistics.
 */
export const aiperf: LoadTool = {
  lines: turnLines,
  command,
  async read({ outputFolder }) {
    return readRawRecords(await fileNamed(outputFolder, recordsFile));
  },
  async ownResults({ outputFolder }) {
    return (await filesNamed(outputFolder, resultsFile)).find((path) => path === join(outputFolder, resultsFile));
  },
};

function command(run: ToolJob): ToolCommand {
  const headers = Object.fromEntries(run.job.headers);
  const { config, variables } = withVariables(aiperfConfig(run), headers);
  return {
    args: ['profile', '--config', configFile, '--ui', 'none'],
    environment: {
      ...variables,
      // Set to anything, these make it take the folder for a repository and fail; look-ups get nowhere without them too.
      HF_HUB_OFFLINE: '',
      TRANSFORMERS_OFFLINE: '',
      HF_ENDPOINT: 'http://127.0.0.1:9',
    },
    // JSON is YAML as well.
    files: { [configFile]: `${JSON.stringify(config, null, 2)}\n` },
    secrets: secretsOf(run.job.headers),
  };
}
