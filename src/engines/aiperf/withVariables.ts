/** A configuration in which some texts are named by environment variables. */
export interface ConfigWithVariables {
  readonly config: unknown;
  /** Variable → text. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Puts the headers into aiperf's configuration by way of environment variables, and with them every other text that it
 * would take for the name of one.
 */
export function withVariables(
  config: { readonly benchmark: { readonly endpoint: object } },
  headers: Readonly<Record<string, string>>,
): ConfigWithVariables {
  const variables: Record<string, string> = {};
  const named = (text: string): string => {
    const name = `GENAI_SWEEP_${Object.keys(variables).length}`;
    variables[name] = text;
    return `\${${name}}`;
  };
  const walk = (value: unknown): unknown => {
    if (typeof value === 'string') return value.includes('${') ? named(value) : value;
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, walk(member)]));
  };
  const { endpoint, ...rest } = config.benchmark;
  const secretHeaders = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, named(value)]));
  const benchmark = { ...(walk(rest) as object), endpoint: { ...(walk(endpoint) as object), headers: secretHeaders } };
  return { config: { benchmark }, variables };
}
