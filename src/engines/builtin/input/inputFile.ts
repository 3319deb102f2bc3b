import { createHash } from 'node:crypto';
import type { InputFileFacts } from '../../../core/sweep/inputFileFacts.js';
import type { Scenario } from '../../../core/sweep/scenario.js';
import type { InputRow, LoadedRow } from '../../../core/workload/inputRow.js';
import { RowOrder } from '../../../core/workload/rowOrder.js';
import { MediaFiles } from '../media/mediaFiles.js';
import { type RowsSource, readRows } from './readRows.js';

/**
 * Reads an input file from end to end and keeps none of it: what is wrong in it is said before anything is sent.
 * @param check refuses, by an {InputFileError}, a line that the server would not take
 * @throws {InputFileError} naming the bad line
 * @throws {FileError}
 */
export async function inputFileFacts(
  source: RowsSource,
  check?: (row: InputRow, where: string) => void,
): Promise<InputFileFacts> {
  const hash = createHash('sha256');
  const onBytes = (bytes: Uint8Array) => void hash.update(bytes);
  const order = new RowOrder();
  const media = new MediaFiles(onBytes);
  for await (const placed of readRows(source, onBytes)) {
    order.add(placed.row, placed.where);
    check?.(placed.row, placed.where);
    await media.load(placed);
  }
  return { path: source.path, kind: source.kind, sha256: hash.digest('hex'), ...order.facts() };
}

/**
 * The lines that a scenario needs, with their images and sounds; undefined without an input file.
 * @throws {InputFileError} naming the bad line
 * @throws {FileError}
 */
export async function scenarioRows({ endpoint, workload }: Scenario): Promise<LoadedRow[] | undefined> {
  const { inputFile, batchSize, datasetEntries } = workload;
  if (inputFile === undefined) return undefined;
  const { path, kind, rowsPerRequest = batchSize } = inputFile;
  const passagesPerQuery = endpoint.endpointType === 'rankings' ? batchSize : undefined;
  const media = new MediaFiles();
  const rows: LoadedRow[] = [];
  for await (const placed of readRows({ path, name: path, kind, passagesPerQuery })) {
    if (rows.length === datasetEntries * rowsPerRequest) break;
    rows.push(await media.load(placed));
  }
  return rows;
}
