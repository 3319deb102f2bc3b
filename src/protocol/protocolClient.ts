import {
  type EventData,
  type EventName,
  events,
  type Method,
  type Params,
  type Result,
  requests,
  type ToHost,
  type ToPage,
} from './contract.js';
import { RemoteError } from './remoteError.js';

interface Pending {
  readonly method: Method;
  readonly resolve: (result: never) => void;
  readonly reject: (error: Error) => void;
}

/** The page's side. It knows nothing of the editor: `post` carries its messages, `receive` takes the host's. */
export class ProtocolClient {
  readonly #post: (message: ToHost) => void;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Map<EventName, Set<(data: never) => void>>();
  #nextId = 0;

  /** @param post carries a message to the host */
  constructor(post: (message: ToHost) => void) {
    this.#post = post;
  }

  /**
   * Asks the host.
   * @throws {RemoteError}
   */
  request<M extends Method>(method: M, params: Params<M>, signal?: AbortSignal): Promise<Result<M>> {
    const id = this.#nextId++;
    return new Promise<Result<M>>((resolve, reject) => {
      this.#pending.set(id, { method, resolve, reject });
      signal?.addEventListener('abort', () => this.#post({ kind: 'cancel', id }), { once: true });
      this.#post({ kind: 'request', id, method, params });
    });
  }

  /** Calls the listener for each event of this name; the result takes it off again. */
  on<E extends EventName>(name: E, listener: (data: EventData<E>) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  /** Takes a message of the host. */
  receive(message: ToPage): void {
    if (message.kind === 'event') {
      const data = events[message.name].parse(message.data);
      for (const listener of this.#listeners.get(message.name) ?? []) listener(data as never);
      return;
    }
    const pending = this.#pending.get(message.id);
    if (pending === undefined) return;
    this.#pending.delete(message.id);
    if (message.kind === 'error') pending.reject(new RemoteError(message.error.code, message.error.message));
    else this.#settle(pending, message.result);
  }

  #settle({ method, resolve, reject }: Pending, result: unknown): void {
    const checked = requests[method].result.safeParse(result);
    if (checked.success) resolve(checked.data as never);
    else reject(new RemoteError('invalid', `The answer to "${method}" is not of the contract.`));
  }
}
