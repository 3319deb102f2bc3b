import { OptionError } from './optionError.js';
import { asTexts, splitAtColon, type TextsOrMapping } from './optionValue.js';
import { type EndpointType, type EndpointTypeName, endpointTypes } from './support.js';

/** A request header as the user wrote it: its value may name environment variables, and may be a secret. */
export interface HeaderTemplate {
  readonly name: string;
  readonly value: string;
}

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

const tokenPattern = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: a header value must not hold any
const controlPattern = /[\u0000-\u0008\u000a-\u001f\u007f]/;
const ownHeaders = ['host', 'content-length', 'transfer-encoding', 'connection'];

/**
 * `--header 'Name:Value'`, one text, several, or a mapping. No message repeats a value: it may be a key.
 * @throws {OptionError}
 */
export function parseHeaders(given: TextsOrMapping): HeaderTemplate[] {
  const pairs =
    typeof given === 'object' && !Array.isArray(given)
      ? Object.entries(given).map(([name, value]) => ({ name, value: String(value) }))
      : asTexts(given).map(splitAtColon);
  return pairs.flatMap((pair) => {
    if (pair === undefined || !tokenPattern.test(pair.name))
      throw new OptionError("a header is written 'Name:Value', such as 'X-Tenant:blue'");
    if (controlPattern.test(pair.value)) throw new OptionError(`the value of ${pair.name} holds a control character`);
    const name = pair.name.toLowerCase();
    if (ownHeaders.includes(name))
      throw new OptionError(`${pair.name} is set by the load generator itself; leave it out`);
    if (name !== 'content-type') return [pair];
    // Every body is JSON and says so; commands copied from elsewhere often say it once more.
    if (/^application\/json\b/i.test(pair.value)) return [];
    throw new OptionError('every request body is JSON: leave Content-Type out');
  });
}

/** The options that headers are made of. */
export interface HeaderOptions {
  readonly header?: readonly HeaderTemplate[] | undefined;
  readonly apiKeyEnv?: string | undefined;
}

/**
 * The headers to send, with `$NAME` and `${NAME}` replaced by environment variables (`$$` is a dollar sign) and the
 * API key as bearer token. They are secrets: no file, log or process argument may hold them.
 * @throws {OptionError} when a named variable is not set
 */
export function requestHeaders(options: HeaderOptions, environment: Environment): [name: string, value: string][] {
  const headers = (options.header ?? []).map(({ name, value }): [string, string] => [
    name,
    expandVariables(value, { environment, where: `--header ${name}` }),
  ]);
  if (options.apiKeyEnv === undefined) return headers;
  if (headers.some(([name]) => name.toLowerCase() === 'authorization'))
    throw new OptionError('--api-key-env and a header Authorization cannot be given together; keep one');
  const key = variable(options.apiKeyEnv, { environment, where: '--api-key-env' });
  return [...headers, ['Authorization', `Bearer ${key}`]];
}

/** The headers with those that the endpoint type's API wants, unless the user sends other ones of these names. */
export function withEndpointHeaders(
  given: readonly (readonly [name: string, value: string])[],
  endpointType: EndpointTypeName | undefined,
): [name: string, value: string][] {
  const { headers = {} }: EndpointType = endpointTypes[endpointType ?? 'chat'];
  const isGiven = (name: string) => given.some(([own]) => own.toLowerCase() === name);
  return [
    ...given.map(([name, value]): [string, string] => [name, value]),
    ...Object.entries(headers).filter(([name]) => !isGiven(name)),
  ];
}

interface Lookup {
  readonly environment: Environment;
  /** Option that asks, for the message. */
  readonly where: string;
}

function expandVariables(template: string, lookup: Lookup): string {
  return template.replace(/\$(?:(\$)|(\w+)|\{(\w+)\})/g, (_, dollar?: string, bare?: string, braced?: string) =>
    dollar === undefined ? variable(bare ?? braced ?? '', lookup) : '$',
  );
}

function variable(name: string, { environment, where }: Lookup): string {
  const value = environment[name];
  if (value === undefined || value === '')
    throw new OptionError(`${where}: the environment variable ${name} is not set; export it first`);
  if (controlPattern.test(value))
    throw new OptionError(`${where}: the environment variable ${name} holds a line break`);
  return value;
}
