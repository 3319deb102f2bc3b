import { access, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Files beside a tokenizer.json that say more of it. */
const companions = ['tokenizer_config.json', 'special_tokens_map.json', 'chat_template.jinja'];
/** What Hugging Face's libraries need to load a bare tokenizer.json. */
const plainConfig = '{"tokenizer_class":"PreTrainedTokenizerFast"}\n';

/**
 * Makes a folder that Hugging Face's libraries take for a tokenizer.
 * @param file a tokenizer.json
 */
export async function makeTokenizerFolder(file: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await copyFile(file, join(folder, 'tokenizer.json'));
  for (const name of companions) {
    const companion = join(dirname(file), name);
    if (await exists(companion)) await copyFile(companion, join(folder, name));
    else if (name === 'tokenizer_config.json') await writeFile(join(folder, name), plainConfig);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
