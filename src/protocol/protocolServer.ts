import * as z from 'zod/mini';
import {
  type EventData,
  type EventName,
  type Method,
  type Params,
  type Result,
  requests,
  type ToPage,
  type WireError,
} from './contract.js';
import { RemoteError } from './remoteError.js';

/** One function per request; what it throws becomes an error for the page. */
export type Handlers = {
  readonly [M in Method]: (params: Params<M>, signal: AbortSignal) => Result<M> | Promise<Result<M>>;
};

/** What the server needs of its surroundings. */
export interface ServerOptions {
  readonly handlers: Handlers;
  /** Carries a message to the page. */
  readonly post: (message: ToPage) => void;
  /** Gets a sentence for each message that is none of the contract's. */
  readonly onRejected?: (reason: string) => void;
}

const envelope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('request'), id: z.number(), method: z.string(), params: z.unknown() }),
  z.object({ kind: z.literal('cancel'), id: z.number() }),
]);

/** The host's side. What the page sends is checked like any input from outside. */
export class ProtocolServer {
  readonly #options: ServerOptions;
  readonly #running = new Map<number, AbortController>();

  /** @param options handlers and the way out; messages come in through `receive` */
  constructor(options: ServerOptions) {
    this.#options = options;
  }

  /** Tells the page. */
  emit<E extends EventName>(name: E, data: EventData<E>): void {
    this.#options.post({ kind: 'event', name, data });
  }

  /** Takes a message from the page; resolves when it is answered, never rejects. */
  async receive(message: unknown): Promise<void> {
    const parsed = envelope.safeParse(message);
    if (!parsed.success) this.#options.onRejected?.(z.prettifyError(parsed.error));
    else if (parsed.data.kind === 'cancel') this.#running.get(parsed.data.id)?.abort();
    else await this.#answer(parsed.data.id, parsed.data.method, parsed.data.params);
  }

  /** Cancels everything under way, when the page is gone. */
  dispose(): void {
    for (const controller of this.#running.values()) controller.abort();
    this.#running.clear();
  }

  async #answer(id: number, name: string, params: unknown): Promise<void> {
    const { post } = this.#options;
    const controller = new AbortController();
    this.#running.set(id, controller);
    try {
      post({ kind: 'result', id, result: await this.#call(name, params, controller.signal) });
    } catch (error) {
      post({ kind: 'error', id, error: wireError(error, controller.signal) });
    } finally {
      this.#running.delete(id);
    }
  }

  async #call(name: string, params: unknown, signal: AbortSignal): Promise<unknown> {
    if (!Object.hasOwn(requests, name)) throw new RemoteError('invalid', `There is no request "${name}".`);
    const method = name as Method;
    const checked = requests[method].params.safeParse(params);
    if (!checked.success) throw new RemoteError('invalid', z.prettifyError(checked.error));
    const handler = this.#options.handlers[method] as (params: unknown, signal: AbortSignal) => unknown;
    return await handler(checked.data, signal);
  }
}

function wireError(error: unknown, signal: AbortSignal): WireError {
  if (signal.aborted) return { code: 'cancelled', message: 'Cancelled.' };
  const message = error instanceof Error ? error.message : String(error);
  return { code: error instanceof RemoteError ? error.code : 'failed', message };
}
