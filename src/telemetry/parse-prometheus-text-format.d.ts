/** What this program uses of the package, which brings no types. */
declare module 'parse-prometheus-text-format' {
  /** A line of numbers; values are left as text. */
  interface Sample {
    readonly labels?: Readonly<Record<string, string>>;
    readonly value?: string;
  }
  /** Neighbouring lines of one name. */
  interface Family {
    readonly name: string;
    readonly metrics: readonly Sample[];
  }
  /** The text must end with a line feed, or its last line is lost. @throws at the first line that is none */
  // biome-ignore lint/style/noDefaultExport: the package has one
  export default function parsePrometheusTextFormat(text: string): Family[];
}
