/**
 * Path of a Chromium or Chrome: `CHROMIUM_PATH`, else what is installed. On Debian, as root, it is installed when there
 * is none.
 * @throws with one line that says how to get one
 */
export function chromiumPath(): string;
