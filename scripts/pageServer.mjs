// Serves the checkpoint viewer's page to a plain browser, with a scripted host (test/page/host) in the editor's place.
import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { page } from './buildTargets.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const hostFolder = `${root}/test/page/host`;
const checkpointFolder = `${root}/test/fixtures/checkpoints`;
const types = { js: 'text/javascript', css: 'text/css', json: 'application/json', html: 'text/html' };
const host = {
  ...page,
  minify: false,
  outdir: 'dist/webview-host',
  entryPoints: [{ in: `${hostFolder}/scriptedHost.ts`, out: 'host' }],
};

/**
 * Starts it on 127.0.0.1.
 * @param {{ port?: number, rebuild?: boolean }} options `rebuild`: build again at each load of the page
 */
export async function startPageServer({ port = 0, rebuild = false } = {}) {
  let files = await buildFiles();
  const server = createServer(async ({ url = '/' }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://localhost');
    try {
      if (pathname === '/' && rebuild) files = await buildFiles();
      const { body, headers = {} } = await answer(pathname, {
        files,
        theme: searchParams.get('theme') ?? 'dark',
        language: searchParams.get('lang') ?? 'en',
      });
      const type = types[pathname.split('.').at(-1)] ?? types.html;
      response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, ...headers }).end(body);
    } catch (error) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end(String(error));
    }
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** Bytes of the page's script. */
    scriptBytes: files.get('/page.js').byteLength,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

async function answer(pathname, { files, theme, language }) {
  if (pathname === '/') return pageDocument(theme, { language, sentences: await sentencesOf(language) });
  if (files.has(pathname)) return { body: files.get(pathname) };
  const [, folder, name] = /^\/(themes|checkpoints)\/([\w.-]+)$/.exec(pathname) ?? [];
  if (folder === 'themes') return { body: await readFile(`${hostFolder}/themes/${name}`) };
  if (folder === 'checkpoints' && (await readdir(checkpointFolder)).includes(name))
    return { body: await readFile(`${checkpointFolder}/${name}`) };
  throw new Error(`There is nothing at ${pathname}.`);
}

/** The same policy as in the editor: scripts and styles by nonce only. */
function pageDocument(theme, { language, sentences }) {
  const themeClass =
    theme === 'high-contrast' ? 'vscode-high-contrast' : theme === 'light' ? 'vscode-light' : 'vscode-dark';
  const nonce = randomUUID();
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}' 'self'; connect-src 'self'; img-src data:`;
  const body = `<!doctype html>
<html lang="${language}" data-l10n="${sentences.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>checkpoint.json</title>
    <link rel="stylesheet" href="themes/${themeClass.replace('vscode-', '')}.css">
    <link rel="stylesheet" href="page.css" nonce="${nonce}">
    <script nonce="${nonce}" src="host.js" type="module"></script>
    <script nonce="${nonce}" src="page.js" type="module"></script>
  </head>
  <body class="${themeClass}"></body>
</html>`;
  return { body, headers: { 'content-security-policy': policy } };
}

/** What the editor loads for an extension in this language, as JSON. */
async function sentencesOf(language) {
  const name = `bundle.l10n.${language}.json`;
  const isThere = (await readdir(`${root}/l10n`)).includes(name);
  return isThere ? readFile(`${root}/l10n/${name}`, 'utf8') : '{}';
}

/** Path → content. */
async function buildFiles() {
  const options = { bundle: true, write: false, absWorkingDir: root, logLevel: 'warning' };
  const results = await Promise.all([page, host].map((target) => build({ ...options, ...target })));
  return new Map(
    results.flatMap(({ outputFiles }) =>
      outputFiles.map(({ path, contents }) => [`/${path.split('/').at(-1)}`, contents]),
    ),
  );
}
