import { z } from 'zod';
import { cutPage, decodeCursor } from '../../foundation/contract/cursor.ts';
import { id, instant, plainText } from '../../foundation/contract/page.ts';
import { seeOneState } from '../../foundation/db/kept-or-not.ts';
import type { ApiHandlers } from '../access/api-contexts.ts';
import { scopesHere } from '../access/require-scope.ts';
import { accountsSummaryView, accountView } from './account-views.ts';
import { listCustomerAccounts } from './customer-accounts.ts';
import { desk } from './desk.ts';
import type { deskOperations } from './desk-contract.ts';
import type { AccountSort } from './find-accounts.ts';
import { hitViews } from './search/hit-views.ts';
import { search } from './search/search.ts';
import { summariseCustomerAccounts } from './summarise-customer-accounts.ts';
import { customerTimeline, timelineView } from './timeline/customer-timeline.ts';
import { SCOPE_OF_KIND, TIMELINE_KINDS } from './timeline/timeline-entry.ts';

/** A place in one order is none in another: the cursor says which it belongs to. */
function accountPlace(sort: AccountSort, direction: string) {
  const value = sort === 'number' || sort === 'name' ? plainText(300) : z.string().regex(/^-?\d{1,18}$/);
  return z.tuple([z.literal(sort), z.literal(direction), value, id]);
}

const timelinePlace = z.tuple([instant, z.string().max(200)]);

export const deskHandlers: ApiHandlers<typeof deskOperations> = {
  search: async ({ ctx, principal, query }) => {
    await seeOneState(ctx.tx);
    return { items: hitViews(await search(ctx, query.q, { scopes: await scopesHere(ctx, principal), limit: query.limit }), ctx.company.baseCurrency) };
  },
  getDesk: async ({ ctx, principal }) => {
    await seeOneState(ctx.tx);
    return desk(ctx, await scopesHere(ctx, principal));
  },
  listCustomerAccounts: async ({ ctx, query }) => {
    const { q, state, sort, direction, limit } = query;
    const place = decodeCursor(query.cursor, accountPlace(sort, direction));
    await seeOneState(ctx.tx);
    const after = place === undefined ? null : { value: place[2], id: place[3] };
    const rows = await listCustomerAccounts(ctx, { search: q ?? null, state, sort, descending: direction === 'desc', after, limit: limit + 1 });
    return cutPage(rows, {
      limit,
      place: (last) => [sort, direction, last.value, last.id],
      item: (row) => accountView(row, ctx.company.baseCurrency),
    });
  },
  summariseCustomerAccounts: async ({ ctx, query }) => {
    await seeOneState(ctx.tx);
    return accountsSummaryView(await summariseCustomerAccounts(ctx, { search: query.q ?? null, state: query.state }), query.state, ctx.company.baseCurrency);
  },
  getCustomerTimeline: async ({ ctx, principal, params, query }) => {
    const { limit, invoice } = query;
    const place = decodeCursor(query.cursor, timelinePlace);
    await seeOneState(ctx.tx);
    const scopes = await scopesHere(ctx, principal);
    const kinds = (query.kinds ?? TIMELINE_KINDS).filter((kind) => scopes.has(SCOPE_OF_KIND[kind]));
    const before = place === undefined ? null : { at: new Date(place[0]), id: place[1] };
    const entries = await customerTimeline(ctx, { customerId: params.customer, documentId: invoice ?? null, kinds, before, limit: limit + 1 });
    return cutPage(entries, { limit, place: (last) => [last.at.toISOString(), last.id], item: timelineView });
  },
};
