import { z } from 'zod';
import { defineOperation, type Operations } from '../../foundation/contract/operation.ts';
import { id, instant, pageOf, pageQuery, plainText, reasonText } from '../../foundation/contract/page.ts';
import { channelSettings, CHANNELS } from './channel.ts';
import { TEMPLATE_CHANNELS, TEMPLATE_CODES } from './template.ts';

const TAG = 'Messages';
const channel = z.enum(['email', 'sms', 'letter']);
const state = z.enum(['waiting', 'sending', 'sent', 'delivered', 'bounced', 'failed', 'unknown', 'stopped']);
const kind = z.enum(['dunning', 'invoice', 'credit_note', 'statement', 'status', 'answer']);

const listed = {
  id,
  kind,
  channel,
  customerId: id.nullable(),
  customerName: z.string().nullable(),
  toAddress: z.string(),
  toName: z.string(),
  subject: z.string(),
  why: z.object({ code: z.string(), figures: z.record(z.string(), z.union([z.string(), z.number()])) }).meta({ description: 'Why this message, why now.' }),
  sendAfter: instant.meta({ description: 'It leaves no earlier.' }),
  state: state.meta({ description: 'unknown: it may have left; a person decides.' }),
  stateReason: z.string(),
  attempts: z.int(),
  queuedAt: instant,
  sentAt: instant.nullable(),
};
const listedMessage = z.object(listed).meta({ id: 'ListedMessage' });
const messageView = z
  .object({
    ...listed,
    cc: z.array(z.string()),
    language: z.string(),
    timeZone: z.string(),
    bodyText: z.string(),
    bodyHtml: z.string().nullable(),
    template: z.object({ code: z.string(), version: z.int() }).nullable(),
    cause: z.object({ kind: z.string(), id }),
    settledAt: instant.nullable(),
    files: z.array(z.object({ id, name: z.string(), mediaType: z.string(), sizeBytes: z.int() })),
    tries: z.array(z.object({ attempt: z.int(), startedAt: instant, endedAt: instant.nullable(), outcome: z.string().nullable(), detail: z.string() })),
    events: z.array(z.object({ kind: z.string(), detail: z.string(), at: instant })),
  })
  .meta({ id: 'Message' });
const messageParams = z.object({ message: id });
const WAITING = ['message.not_found', 'message.not_waiting'] as const;

const timelineEntry = z
  .object({ at: instant, kind: z.enum(['message', 'event', 'inbound']), id, channel, what: z.string(), subject: z.string(), detail: z.string() })
  .meta({ id: 'TimelineEntry' });

const outboxOperations = {
  listOutbox: defineOperation({
    id: 'listOutbox',
    method: 'GET',
    path: '/v1/companies/{company}/outbox',
    tag: TAG,
    realm: 'company',
    scope: 'messages:read',
    summary: 'List what waits in the outbox, the next to leave first',
    query: pageQuery.extend({ channel: channel.optional() }),
    ok: pageOf(listedMessage),
  }),
  listMessages: defineOperation({
    id: 'listMessages',
    method: 'GET',
    path: '/v1/companies/{company}/messages',
    tag: TAG,
    realm: 'company',
    scope: 'messages:read',
    summary: 'List messages, the newest first',
    query: pageQuery.extend({
      state: z
        .enum([...state.options, 'trouble'])
        .optional()
        .meta({ description: '`trouble`: unknown, bounced or failed.' }),
      channel: channel.optional(),
      customer: id.optional(),
    }),
    ok: pageOf(listedMessage),
  }),
  getMessage: defineOperation({
    id: 'getMessage',
    method: 'GET',
    path: '/v1/companies/{company}/messages/{message}',
    tag: TAG,
    realm: 'company',
    scope: 'messages:read',
    summary: 'Show a message as it will leave or left, and what became of it',
    params: messageParams,
    ok: messageView,
    errors: ['message.not_found'],
  }),
  editMessage: defineOperation({
    id: 'editMessage',
    method: 'PATCH',
    path: '/v1/companies/{company}/messages/{message}',
    tag: TAG,
    realm: 'company',
    scope: 'messages:write',
    summary: 'Change a message that waits',
    params: messageParams,
    body: z.strictObject({ subject: plainText(300).optional(), bodyText: plainText(200_000).optional(), toAddress: plainText(700).optional() }),
    ok: messageView,
    errors: [...WAITING, 'message.invalid'],
  }),
  stopMessage: defineOperation({
    id: 'stopMessage',
    method: 'POST',
    path: '/v1/companies/{company}/messages/{message}/stop',
    tag: TAG,
    realm: 'company',
    scope: 'messages:write',
    summary: 'Stop a message that waits',
    params: messageParams,
    body: z.strictObject({ reason: reasonText }),
    ok: messageView,
    errors: WAITING,
  }),
  scheduleMessage: defineOperation({
    id: 'scheduleMessage',
    method: 'POST',
    path: '/v1/companies/{company}/messages/{message}/schedule',
    tag: TAG,
    realm: 'company',
    scope: 'messages:write',
    summary: 'Send a waiting message now, or later',
    description: 'Dunning keeps to its hours all the same.',
    params: messageParams,
    body: z.strictObject({ sendAfter: instant.nullable().meta({ description: 'null: now.' }) }),
    ok: messageView,
    errors: WAITING,
  }),
  settleMessage: defineOperation({
    id: 'settleMessage',
    method: 'POST',
    path: '/v1/companies/{company}/messages/{message}/settle',
    tag: TAG,
    realm: 'company',
    scope: 'messages:write',
    summary: 'Say what became of a message whose outcome is unknown',
    params: messageParams,
    body: z.strictObject({ as: z.enum(['sent', 'again', 'stopped']) }),
    ok: messageView,
    errors: ['message.not_found', 'message.not_unknown'],
  }),
  messageTimeline: defineOperation({
    id: 'messageTimeline',
    method: 'GET',
    path: '/v1/companies/{company}/customers/{customer}/messages',
    tag: TAG,
    realm: 'company',
    scope: 'messages:read',
    summary: 'What was written to a customer and what came back, the newest first',
    params: z.object({ customer: id }),
    query: z.object({ before: instant.optional(), limit: z.coerce.number().int().min(1).max(500).default(100) }),
    ok: z.object({ items: z.array(timelineEntry) }),
    errors: ['customer.not_found'],
  }),
} as const satisfies Operations;

const inboundView = z
  .object({
    id,
    channel: z.enum(['email', 'sms']),
    kind: z.enum(['reply', 'bounce', 'auto_reply', 'stop', 'delivery_report']),
    answers: id.nullable().meta({ description: 'The message that it answers.' }),
    customerId: id.nullable(),
    customerName: z.string().nullable(),
    from: z.string(),
    subject: z.string(),
    text: z.string(),
    receivedAt: instant,
    state: z.enum(['unread', 'read', 'done']),
    readBy: z.string().nullable(),
    readAt: instant.nullable(),
  })
  .meta({ id: 'InboundMessage' });

const inboxOperations = {
  listInbox: defineOperation({
    id: 'listInbox',
    method: 'GET',
    path: '/v1/companies/{company}/inbox',
    tag: TAG,
    realm: 'company',
    scope: 'messages:read',
    summary: 'List what customers wrote, the newest first',
    query: pageQuery.extend({ state: z.enum(['unread', 'read', 'done']).optional() }),
    ok: pageOf(inboundView),
  }),
  getInbound: defineOperation({
    id: 'getInbound',
    method: 'GET',
    path: '/v1/companies/{company}/inbox/{inbound}',
    tag: TAG,
    realm: 'company',
    scope: 'messages:read',
    summary: 'Show what came in',
    params: z.object({ inbound: id }),
    ok: inboundView,
    errors: ['inbound.not_found'],
  }),
  markInbound: defineOperation({
    id: 'markInbound',
    method: 'POST',
    path: '/v1/companies/{company}/inbox/{inbound}/mark',
    tag: TAG,
    realm: 'company',
    scope: 'messages:write',
    summary: 'Say that a reply was read or dealt with',
    params: z.object({ inbound: id }),
    body: z.strictObject({ state: z.enum(['read', 'done']) }),
    ok: inboundView,
    errors: ['inbound.not_found'],
  }),
} as const satisfies Operations;

const templateCode = z.enum(TEMPLATE_CODES);
const templateChannel = z.enum(TEMPLATE_CHANNELS);
const language = z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/, 'A language is written like de or en-GB.');
const templateKey = z.object({ code: templateCode, channel: templateChannel, language });
const templateText = { subject: z.string().max(2_000).default(''), body: z.string().max(50_000) };
const problems = z.array(
  z.object({ part: z.enum(['subject', 'body']), line: z.int(), column: z.int(), code: z.string(), message: z.string() }).meta({ id: 'TemplateProblem' }),
);
const templateView = z
  .object({
    code: z.string(),
    channel: z.string(),
    language: z.string(),
    version: z.int().meta({ description: '0: built in.' }),
    subject: z.string(),
    body: z.string(),
    state: z.enum(['draft', 'active', 'retired']),
    createdBy: z.string(),
    createdAt: instant.nullable(),
  })
  .meta({ id: 'Template' });
const templatePath = '/v1/companies/{company}/message-templates/{code}/{channel}/{language}';
const templateBase = { tag: 'Message templates', realm: 'company', params: templateKey } as const;

const templateOperations = {
  listTemplates: defineOperation({
    id: 'listTemplates',
    method: 'GET',
    path: '/v1/companies/{company}/message-templates',
    tag: 'Message templates',
    realm: 'company',
    scope: 'messages:read',
    summary: 'List the texts in use',
    ok: z.object({ items: z.array(templateView) }),
  }),
  listTemplateVersions: defineOperation({
    ...templateBase,
    id: 'listTemplateVersions',
    method: 'GET',
    path: templatePath,
    scope: 'messages:read',
    summary: 'List every version of a text, the newest first',
    ok: z.object({ items: z.array(templateView) }),
  }),
  saveTemplate: defineOperation({
    ...templateBase,
    id: 'saveTemplate',
    method: 'PUT',
    path: templatePath,
    scope: 'messages:write',
    summary: 'Save a text as a new version, as a draft or in use at once',
    body: z.strictObject({ ...templateText, activate: z.boolean().default(false) }),
    ok: z.object({ version: z.int(), problems }),
    errors: ['template.invalid', 'template.language_invalid', 'template.changed_meanwhile'],
  }),
  activateTemplate: defineOperation({
    ...templateBase,
    id: 'activateTemplate',
    method: 'POST',
    path: `${templatePath}/activate`,
    scope: 'messages:write',
    summary: 'Put a version into use',
    body: z.strictObject({ version: z.int().min(1) }),
    status: 204,
    errors: ['template.version_not_found', 'template.invalid'],
  }),
  retireTemplate: defineOperation({
    ...templateBase,
    id: 'retireTemplate',
    method: 'POST',
    path: `${templatePath}/retire`,
    scope: 'messages:write',
    summary: 'Take the own text out of use: the built-in one counts again',
    ok: z.object({ retired: z.boolean() }),
  }),
  previewTemplate: defineOperation({
    ...templateBase,
    id: 'previewTemplate',
    method: 'POST',
    path: `${templatePath}/preview`,
    scope: 'messages:read',
    summary: 'Check a text and fill it with invented values, or with what is open with a customer; nothing is saved or sent',
    description: 'With a customer, which needs receivables:read, what is not known of a customer (a payment, a promise) stays invented.',
    body: z.strictObject({ ...templateText, customerId: id.optional() }),
    ok: z.object({ problems, preview: z.object({ subject: z.string(), bodyText: z.string(), bodyHtml: z.string().nullable() }).nullable() }),
    errors: ['customer.not_found', 'template.failed'],
  }),
} as const satisfies Operations;

const finding = z.object({ ok: z.boolean(), detail: z.string() });
const channelView = z
  .object({
    channel: z.enum(CHANNELS),
    settings: z.record(z.string(), z.unknown()).meta({ description: 'Without secrets.' }),
    secretsKept: z.array(z.string()).meta({ description: 'Names of the secrets that are kept, never their values.' }),
    domainCheck: z.object({ domain: z.string(), ok: z.boolean(), spf: finding, dkim: finding, dmarc: finding }).nullable(),
    domainCheckedAt: instant.nullable(),
    changedAt: instant,
  })
  .meta({ id: 'Channel' });

const channelOperations = {
  listChannels: defineOperation({
    id: 'listChannels',
    method: 'GET',
    path: '/v1/companies/{company}/channels',
    tag: 'Channels',
    realm: 'company',
    scope: 'settings:write',
    summary: 'List the sending accounts and the mailbox that are set up, without secrets',
    ok: z.object({ items: z.array(channelView) }),
  }),
  getChannel: defineOperation({
    id: 'getChannel',
    method: 'GET',
    path: '/v1/companies/{company}/channels/{channel}',
    tag: 'Channels',
    realm: 'company',
    scope: 'settings:write',
    summary: 'Show a sending account or the mailbox, without secrets',
    params: z.object({ channel: z.enum(CHANNELS) }),
    ok: channelView,
    errors: ['channel.not_set'],
  }),
  setChannel: defineOperation({
    id: 'setChannel',
    method: 'PUT',
    path: '/v1/companies/{company}/channels',
    tag: 'Channels',
    realm: 'company',
    scope: 'settings:write',
    summary: 'Set up a sending account or the mailbox',
    description: 'Secrets are sealed and never shown again. One that is left out stays, as long as server and user stay the same.',
    body: channelSettings,
    ok: channelView,
    errors: ['channel.secret_missing', 'channel.demo_company'],
  }),
} as const satisfies Operations;

export const messagesOperations = { ...outboxOperations, ...inboxOperations, ...templateOperations, ...channelOperations } as const;
