import { z } from 'zod';
import { cutPage, decodeCursor } from '../../foundation/contract/cursor.ts';
import { id, instant } from '../../foundation/contract/page.ts';
import type { KeyRing } from '../../foundation/crypto/secret-box.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { ApiHandlers } from '../access/api-contexts.ts';
import type { Ctx } from '../access/context.ts';
import { requireScope } from '../access/require-scope.ts';
import { resolveCustomers } from '../customers/resolve-customers.ts';
import { editMessage, scheduleMessage, stopMessage } from './change-messages.ts';
import { activateTemplate, listTemplates, retireTemplate, saveTemplate, templateVersions } from './change-templates.ts';
import type { ChannelName } from './channel.ts';
import { companyData } from './company-data.ts';
import type { messagesOperations } from './contract.ts';
import { lintTemplate } from './lint-template.ts';
import { getMessage, listMessages, listWaitingMessages, messageTimeline } from './list-messages.ts';
import { channelView, inboundView, listedOnly, messageView, templateView, timelineView } from './message-views.ts';
import { readChannel, readChannels } from './read-channel.ts';
import { getInbound, listInbox, markInbound } from './read-inbox.ts';
import { renderTemplate } from './render-template.ts';
import { sampleData } from './sample-data.ts';
import { setChannel } from './set-channel.ts';
import { settleUnknown } from './settle-attempts.ts';
import type { TemplateCode, TemplateData } from './template.ts';

export type MessagesRoutesDeps = {
  readonly ring: () => KeyRing;
  /** What is open with a real customer comes later than messages: who wires the slices hands its read in. Refuses `customer.not_found`. */
  readonly customerData: (ctx: Ctx, customerId: string, code: TemplateCode) => Promise<TemplateData>;
};

const placeInTime = z.tuple([instant, id]);

async function shown(ctx: Ctx, messageId: string) {
  return messageView(await getMessage(ctx, messageId));
}

/** Refuses `channel.not_set`. */
async function shownChannel(ctx: Ctx, channel: ChannelName) {
  const found = await readChannel(ctx, channel);
  if (!found) throw new Refusal('channel.not_set', `The channel "${channel}" is not set up yet. Set it up in the settings.`, { channel });
  return channelView(found);
}

export function messagesHandlers(deps: MessagesRoutesDeps): ApiHandlers<typeof messagesOperations> {
  return {
    listOutbox: async ({ ctx, query }) => {
      const place = decodeCursor(query.cursor, placeInTime);
      const after = place ? { sendAfter: new Date(place[0]), id: place[1] } : null;
      const rows = await listWaitingMessages(ctx, { channel: query.channel, after, limit: query.limit + 1 });
      return cutPage(rows, { limit: query.limit, place: (last) => [last.sendAfter.toISOString(), last.id], item: listedOnly });
    },
    listMessages: async ({ ctx, query }) => {
      const place = decodeCursor(query.cursor, z.tuple([id]));
      const { state, channel, customer: customerId } = query;
      const rows = await listMessages(ctx, { state, channel, customerId, before: place?.[0] ?? null, limit: query.limit + 1 });
      return cutPage(rows, { limit: query.limit, place: (last) => [last.id], item: listedOnly });
    },
    getMessage: ({ ctx, params }) => shown(ctx, params.message),
    editMessage: async ({ ctx, params, body }) => {
      await editMessage(ctx, params.message, body);
      return shown(ctx, params.message);
    },
    stopMessage: async ({ ctx, params, body }) => {
      await stopMessage(ctx, params.message, body.reason);
      return shown(ctx, params.message);
    },
    scheduleMessage: async ({ ctx, params, body }) => {
      await scheduleMessage(ctx, params.message, body.sendAfter === null ? ctx.now : new Date(body.sendAfter));
      return shown(ctx, params.message);
    },
    settleMessage: async ({ ctx, params, body }) => {
      await getMessage(ctx, params.message);
      await settleUnknown(ctx, params.message, body.as);
      return shown(ctx, params.message);
    },
    messageTimeline: async ({ ctx, params, query }) => {
      await resolveCustomers(ctx, [{ customerId: params.customer }]);
      const entries = await messageTimeline(ctx, params.customer, { before: query.before === undefined ? null : new Date(query.before), limit: query.limit });
      return { items: entries.map(timelineView) };
    },
    listInbox: async ({ ctx, query }) => {
      const place = decodeCursor(query.cursor, placeInTime);
      const before = place ? { receivedAt: new Date(place[0]), id: place[1] } : null;
      const rows = await listInbox(ctx, { state: query.state, before, limit: query.limit + 1 });
      return cutPage(rows, { limit: query.limit, place: (last) => [last.receivedAt.toISOString(), last.id], item: inboundView });
    },
    getInbound: async ({ ctx, params }) => inboundView(await getInbound(ctx, params.inbound)),
    markInbound: async ({ ctx, params, body }) => {
      await markInbound(ctx, params.inbound, body);
      return inboundView(await getInbound(ctx, params.inbound));
    },
    listTemplates: async ({ ctx }) => ({ items: (await listTemplates(ctx)).map(templateView) }),
    listTemplateVersions: async ({ ctx, params }) => ({ items: (await templateVersions(ctx, params)).map(templateView) }),
    saveTemplate: ({ ctx, params, body }) => saveTemplate(ctx, { ...params, ...body }),
    activateTemplate: ({ ctx, params, body }) => activateTemplate(ctx, { ...params, version: body.version }),
    retireTemplate: async ({ ctx, params }) => ({ retired: await retireTemplate(ctx, params) }),
    previewTemplate: async ({ ctx, principal, params, body }) => {
      const { customerId, ...text } = body;
      const template = { ...params, ...text };
      const problems = lintTemplate(template);
      if (customerId !== undefined) await requireScope(ctx, principal, 'receivables:read');
      const real = customerId === undefined ? {} : { ...(await companyData(ctx)), ...(await deps.customerData(ctx, customerId, params.code)) };
      return { problems, preview: problems.length > 0 ? null : renderTemplate(template, { ...sampleData(params.code), ...real }) };
    },
    listChannels: async ({ ctx }) => ({ items: (await readChannels(ctx)).map(channelView) }),
    getChannel: ({ ctx, params }) => shownChannel(ctx, params.channel),
    setChannel: async ({ ctx, body }) => {
      await setChannel(ctx, body, { ring: deps.ring() });
      return shownChannel(ctx, body.channel);
    },
  };
}
