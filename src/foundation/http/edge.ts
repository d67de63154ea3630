import type { BoundOperation, FileAnswer, Operation, ServerEvent, SessionCookie, Upload } from '../contract/operation.ts';
import type { Caller } from './caller.ts';

export type EdgeRequest<G> = {
  readonly bound: BoundOperation;
  readonly grant: G;
  readonly caller: Caller;
  /** Validated against the contract. */
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly upload: Upload | undefined;
  readonly session: SessionCookie;
  readonly idempotencyKey: string | undefined;
  /** Ends when the client went away or the server closes. */
  readonly signal: AbortSignal;
  /** Sends a file whose bytes stream; called while the unit of work that feeds it is open. */
  readonly sendFile: (file: FileAnswer) => Promise<void>;
};

export type EdgeAnswer =
  | { readonly kind: 'json'; readonly status: number; readonly json: string | undefined; readonly replayed: boolean }
  | { readonly kind: 'file'; readonly file: FileAnswer }
  | { readonly kind: 'sent' }
  | { readonly kind: 'events'; readonly events: AsyncIterable<ServerEvent> };

/** Where HTTP ends: who may call what, and the unit of work around a handler. The access slice implements it. */
export type Edge<G> = {
  /** Before any byte of the body is read. Throws refusals `access.*` and `company.not_found`. */
  authorise(operation: Operation, caller: Caller, company: string | undefined): Promise<G>;
  execute(request: EdgeRequest<G>): Promise<EdgeAnswer>;
};
