import type { ToPage } from '../src/protocol/contract.js';
import { ProtocolClient } from '../src/protocol/protocolClient.js';

declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

/** Connects the page to the editor, or to a scripted host that stands in for it. May be called once. */
export function connectToHost(): ProtocolClient {
  const editor = acquireVsCodeApi();
  const client = new ProtocolClient((message) => editor.postMessage(message));
  window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => client.receive(data));
  return client;
}
