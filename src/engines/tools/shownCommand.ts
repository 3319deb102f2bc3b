/** A command line as a shell takes it, without the secrets. */
export function shownCommand(
  path: string,
  { args, secrets }: { readonly args: readonly string[]; readonly secrets: readonly string[] },
): string {
  return withoutSecrets([path, ...args].map(quoted).join(' '), secrets);
}

/** Shorter header values are no keys, and would be found in every other word. */
const shortestSecret = 6;

/** Everything in the headers that may be a key: whole values, and what stands behind `Bearer`. */
export function secretsOf(headers: readonly (readonly [name: string, value: string])[]): string[] {
  const values = headers.flatMap(([, value]) => [value, ...value.split(/\s+/)]);
  return [...new Set(values)].filter(({ length }) => length >= shortestSecret).sort((a, b) => b.length - a.length);
}

/** A text in which stars stand for every secret. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((shown, secret) => shown.replaceAll(secret, '***'), text);
}

function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}
