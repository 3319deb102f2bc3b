import type { BuildOptions } from 'esbuild';

/** Programs and the library, into dist/. */
export const programs: readonly BuildOptions[];

/** The checkpoint viewer's page, into dist/webview/. */
export const page: BuildOptions;

/** Not shipped: every file of core must build for no platform in particular. */
export const coreCheck: BuildOptions;
