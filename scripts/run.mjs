import { spawn } from 'node:child_process';

const children = new Set();
const graceMs = 5000;

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
])
  process.on(signal, () => void endAll(signal, code));

/** Ends every child, by force if it takes too long, then this process. */
async function endAll(signal, code) {
  for (const child of children) child.kill(signal);
  const force = setTimeout(() => {
    for (const child of children) child.kill('SIGKILL');
  }, graceMs);
  await Promise.all([...children].map((child) => new Promise((resolve) => child.once('exit', resolve))));
  clearTimeout(force);
  process.exit(code);
}

/** Starts a Node program of this project that ends with this one; `options` as in child_process.spawn. */
export function startNode(args, options = {}) {
  const child = spawn(process.execPath, args, { stdio: 'inherit', ...options });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

/** Runs a Node program to its end and gives its exit code (1 when a signal ended it). */
export async function runNode(args, options) {
  const child = startNode(args, options);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
