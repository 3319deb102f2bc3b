// Opens the sweep folder argv[2] and rewrites its checkpoint and a scenario's files until it is killed, or argv[3] times.
import { writeArtifacts } from '../../../src/storage/artifacts.js';
import { openSweepFolder } from '../../../src/storage/sweepFolder.js';

const [, , directory, rounds = 'Infinity', characters = '300000'] = process.argv;
const size = Number(characters);

function* pieces(round: number): Generator<string> {
  yield '{"text":"';
  for (let number = 0; number < 10; number++) yield String(round % 10).repeat(size / 10);
  yield `","round":${round}}`;
}

try {
  const folder = await openSweepFolder({
    checkpointDirectory: directory!,
    artifactDirectory: `${directory}/artifacts`,
  });
  process.stdout.write('open\n');
  for (let round = 1; round <= Number(rounds); round++) {
    await folder.writeCheckpoint([...pieces(round)].join(''));
    await writeArtifacts(folder.artifactPath('scenario'), { 'a.json': pieces(round), 'b.json': pieces(round) });
  }
  // Deliberately not closed: the end of the process has to be enough.
} catch (error) {
  process.stdout.write(`${(error as Error).name}: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
