import { Option, type Command } from 'commander';
import { editMessage, scheduleMessage, stopMessage } from '../../ar/messages/change-messages.ts';
import { getMessage, listMessages, listWaitingMessages, type ListedMessage } from '../../ar/messages/list-messages.ts';
import { inboundView, listedOnly, messageView } from '../../ar/messages/message-views.ts';
import { getInbound, listInbox, markInbound, type InboundMessage } from '../../ar/messages/read-inbox.ts';
import type { MessageState } from '../../ar/messages/message.ts';
import { textOfFile } from './text-file.ts';
import { countOption, idOption } from './option-values.ts';
import { renderTable, visible } from './print.ts';
import { companyLeaf, show, withCompany, type Cli, type CompanyOptions, type CompanySession } from './session.ts';

const STATES = ['waiting', 'sending', 'sent', 'delivered', 'bounced', 'failed', 'unknown', 'stopped'] as const satisfies readonly MessageState[];

type ListOptions = CompanyOptions & { readonly state?: MessageState; readonly limit: number };

async function runList(session: CompanySession, options: ListOptions): Promise<void> {
  const { state, limit } = options;
  const messages = await session.runner.read((ctx) =>
    state === 'waiting' ? listWaitingMessages(ctx, { after: null, limit }) : listMessages(ctx, { state, before: null, limit }),
  );
  await show(session, { messages: messages.map(listedOnly) }, () =>
    messages.length === 0
      ? 'No message.\n'
      : renderTable<ListedMessage>(
          [
            { title: 'State', value: (m) => (m.stateReason === '' ? m.state : `${m.state} (${m.stateReason})`) },
            { title: 'Leaves / left', value: (m) => (m.sentAt ?? m.sendAfter).toISOString().slice(0, 16).replace('T', ' ') },
            { title: 'Channel', value: (m) => m.channel },
            { title: 'Kind', value: (m) => m.kind },
            { title: 'Customer', value: (m) => m.customerName ?? '' },
            { title: 'To', value: (m) => m.toAddress.split('\n')[0] ?? '' },
            { title: 'Subject', value: (m) => m.subject },
            { title: 'Why', value: (m) => m.why.code },
            { title: 'Id', value: (m) => m.id },
          ],
          messages,
        ),
  );
}

/** Lines of a text from outside, each fit for a terminal. */
function shownText(text: string): string {
  return text.split('\n').map(visible).join('\n');
}

async function showMessage(session: CompanySession, id: string): Promise<void> {
  const message = await session.runner.read((ctx) => getMessage(ctx, id));
  await show(session, messageView(message), () => {
    const head = [
      `${message.channel}, ${message.kind}: ${message.state}${message.stateReason === '' ? '' : ` (${message.stateReason})`}`,
      `To: ${visible(message.toName)} ${visible(message.toAddress)}`,
      `Subject: ${visible(message.subject)}`,
      `Why: ${visible(message.why.code)} ${visible(JSON.stringify(message.why.figures))}`,
      ...message.files.map((file) => `File: ${visible(file.name)} (${file.sizeBytes} bytes)`),
      ...message.tries.map((one) => `Try ${one.attempt}, ${one.startedAt.toISOString()}: ${one.outcome ?? 'no answer'} ${visible(one.detail)}`),
      ...message.events.map((event) => `${event.at.toISOString()} ${event.kind} ${visible(event.detail)}`),
    ];
    return `${head.join('\n')}\n\n${shownText(message.bodyText)}\n`;
  });
}

type EditOptions = CompanyOptions & { readonly subject?: string; readonly to?: string; readonly text?: string };

function addOutbox(program: Command, cli: Cli): void {
  const group = program.command('messages').description('what was written to customers, and the outbox');
  companyLeaf(group, 'list', 'list messages, the newest first; --state waiting is the outbox, the next to leave first')
    .addOption(new Option('--state <state>', 'only messages in this state').choices(STATES))
    .option('--limit <count>', 'how many', countOption, 50)
    .action(async (options: ListOptions) => withCompany(cli, options, (session) => runList(session, options)));
  companyLeaf(group, 'show <id>', 'show a message and what became of it').action(async (id: string, options: CompanyOptions) =>
    withCompany(cli, options, (session) => showMessage(session, idOption(id))),
  );
  companyLeaf(group, 'stop <id>', 'stop a message that waits')
    .option('--reason <text>', 'why, for the audit trail', 'no reason given')
    .action(async (id: string, options: CompanyOptions & { readonly reason: string }) =>
      withCompany(cli, options, async (session) => {
        await session.runner.run((ctx) => stopMessage(ctx, idOption(id), options.reason));
        await show(session, { stopped: idOption(id) }, () => 'Stopped; it will not leave.\n');
      }),
    );
  companyLeaf(group, 'send-now <id>', 'let a waiting message leave now; dunning keeps to its hours').action(async (id: string, options: CompanyOptions) =>
    withCompany(cli, options, async (session) => {
      await session.runner.run((ctx) => scheduleMessage(ctx, idOption(id), ctx.now));
      await show(session, { scheduled: idOption(id) }, () => 'It leaves with the next look into the outbox.\n');
    }),
  );
  companyLeaf(group, 'edit <id>', 'change a message that waits')
    .option('--subject <text>', 'another subject')
    .option('--to <address>', 'another address')
    .option('--text <file>', 'another text, from a file')
    .action(async (id: string, options: EditOptions) =>
      withCompany(cli, options, async (session) => {
        const bodyText = options.text === undefined ? undefined : textOfFile(options.text);
        await session.runner.run((ctx) => editMessage(ctx, idOption(id), { subject: options.subject, toAddress: options.to, bodyText }));
        await showMessage(session, idOption(id));
      }),
    );
}

function addInbox(program: Command, cli: Cli): void {
  const group = program.command('inbox').description('what customers wrote');
  companyLeaf(group, 'list', 'list what came in, the newest first')
    .addOption(new Option('--state <state>', 'only these').choices(['unread', 'read', 'done']))
    .option('--limit <count>', 'how many', countOption, 50)
    .action(async (options: CompanyOptions & { readonly state?: 'unread' | 'read' | 'done'; readonly limit: number }) =>
      withCompany(cli, options, async (session) => {
        const messages = await session.runner.read((ctx) => listInbox(ctx, { state: options.state, before: null, limit: options.limit }));
        await show(session, { messages: messages.map(inboundView) }, () =>
          messages.length === 0
            ? 'Nothing came in.\n'
            : renderTable<InboundMessage>(
                [
                  { title: 'State', value: (m) => m.state },
                  { title: 'Received', value: (m) => m.receivedAt.toISOString().slice(0, 16).replace('T', ' ') },
                  { title: 'Kind', value: (m) => m.kind },
                  { title: 'Customer', value: (m) => m.customerName ?? '' },
                  { title: 'From', value: (m) => m.from },
                  { title: 'Subject', value: (m) => m.subject },
                  { title: 'Id', value: (m) => m.id },
                ],
                messages,
              ),
        );
      }),
    );
  companyLeaf(group, 'read <id>', 'show a reply and mark it as read')
    .option('--done', 'mark it as dealt with')
    .action(async (id: string, options: CompanyOptions & { readonly done?: boolean }) =>
      withCompany(cli, options, async (session) => {
        const message = await session.runner.run(async (ctx) => {
          await markInbound(ctx, idOption(id), { state: options.done === true ? 'done' : 'read' });
          return getInbound(ctx, idOption(id));
        });
        await show(session, inboundView(message), () => `From: ${visible(message.from)}\nSubject: ${visible(message.subject)}\n\n${shownText(message.text)}\n`);
      }),
    );
}

export function addMessagesCommands(program: Command, cli: Cli): void {
  addOutbox(program, cli);
  addInbox(program, cli);
}
