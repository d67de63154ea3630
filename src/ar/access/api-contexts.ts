import type { Handlers, Operations } from '../../foundation/contract/operation.ts';
import type { Database } from '../../foundation/db/database.ts';
import type { Caller } from '../../foundation/http/caller.ts';
import type { NewId } from '../../foundation/ids/id.ts';
import type { Actor, Company, Ctx } from './context.ts';
import type { Principal } from './principal.ts';

/** Of public operations: nobody is known, and no unit of work is open (checking a password must not hold a connection). */
export type PublicCtx = { readonly database: Database; readonly now: Date; readonly newId: NewId; readonly caller: Caller };

/** Of operations above single companies. A firm-wide read runs one company's unit of work after another, so none is open yet. */
export type FirmCtx = {
  readonly database: Database;
  readonly now: Date;
  readonly newId: NewId;
  readonly firmId: string;
  readonly actor: Actor;
  readonly principal: Principal;
};

/** Of event streams: each look is a unit of work of its own; `signal` ends the stream. */
export type EventsCtx = { readonly company: Company; readonly signal: AbortSignal; readonly unit: <T>(work: (ctx: Ctx) => Promise<T>) => Promise<T> };

export type ApiContexts = {
  readonly company: Ctx;
  readonly firm: FirmCtx;
  readonly public: PublicCtx;
  readonly events: EventsCtx;
  readonly principal: Principal;
};

/** The type of a slice's handlers: `export const customersHandlers: ApiHandlers<typeof customersOperations> = { … }`. */
export type ApiHandlers<Ops extends Operations> = Handlers<Ops, ApiContexts>;
