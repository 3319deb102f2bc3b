/** The server is not there, or not what the options say; the message is one line that says what to do. */
export class ServerError extends Error {
  override readonly name = 'ServerError';
}
