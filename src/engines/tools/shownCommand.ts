/** A command line as a shell takes it, without the secrets. */
export function shownCommand(
  path: string,
  { args, secrets }: { readonly args: readonly string[]; readonly secrets: readonly string[] },
): string {
  return withoutSecrets([path, ...args].map(quoted).join(' '), secrets);
}

/** A text in which stars stand for every secret. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.filter((secret) => secret !== '').reduce((shown, secret) => shown.replaceAll(secret, '***'), text);
}

function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}
