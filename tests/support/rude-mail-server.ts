import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** What the server does at a step: a reply line (several with \n), at once or `after 50 ms: 250 ok`; or `drop` the connection, stay `silent` from here on, `drip` an
 *  answer that never ends. */
export type Act = string;

const LATE = /^after (\d+) ms: /;

export type Behaviour = {
  readonly greeting?: Act;
  readonly ehlo?: Act;
  readonly auth?: Act;
  readonly mail?: Act;
  readonly rcpt?: (address: string) => Act;
  readonly data?: Act;
  /** When so many bytes of the text have come, before its end. */
  readonly during?: { readonly bytes: number; readonly act: Act };
  /** After the final dot. The message counts as taken by a 2xx, and by `takesAnyway` whatever the answer is. */
  readonly dot?: Act;
  readonly takesAnyway?: boolean;
};

export type RudeMailServer = {
  readonly port: number;
  /** What happens from the next step on. */
  behave(behaviour: Behaviour): void;
  /** Messages the server took, as they came in. */
  readonly taken: string[];
  /** Commands in order, over all connections. */
  readonly commands: string[];
  readonly connections: () => number;
  /** Ends all connections from this side, as servers do with idle ones. */
  dropAll(): void;
  close(): Promise<void>;
};

/** A mail server that says at each step what the test wants it to say; a real socket with a real SMTP dialogue. */
export async function startRudeMailServer(first: Behaviour = {}): Promise<RudeMailServer> {
  let behaviour = first;
  let connections = 0;
  const taken: string[] = [];
  const commands: string[] = [];
  const sockets = new Set<Socket>();

  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    socket.setNoDelay(true);
    converse(socket, { behaviour: () => behaviour, taken, commands });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');

  return {
    port: address.port,
    behave: (next) => {
      behaviour = next;
    },
    taken,
    commands,
    connections: () => connections,
    dropAll: () => {
      for (const socket of sockets) socket.destroy();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

type House = { readonly behaviour: () => Behaviour; readonly taken: string[]; readonly commands: string[] };

function converse(socket: Socket, { behaviour, taken, commands }: House): void {
  let buffered = '';
  let inText = false;
  let interrupted = false;
  let recipients = 0;
  let mute = false;
  /** Answers that stand behind a late one: a client may have asked several things at once, and answers keep their order. */
  let behind: Act[] | null = null;

  const act = (what: Act): void => {
    if (behind !== null) {
      behind.push(what);
      return;
    }
    if (what === 'silent') mute = true;
    if (mute) return;
    if (what === 'drip') {
      const timer = setInterval(() => socket.write('250-still at it\r\n'), 50);
      socket.on('close', () => clearInterval(timer));
    } else if (what === 'drop') socket.destroy();
    else {
      const answer = `${what.replace(LATE, '').replaceAll('\n', '\r\n')}\r\n`;
      const late = LATE.exec(what);
      if (late === null) {
        socket.write(answer);
        return;
      }
      behind = [];
      const timer = setTimeout(() => {
        const waiting = behind ?? [];
        behind = null;
        socket.write(answer);
        for (const next of waiting) act(next);
      }, Number(late[1]));
      socket.on('close', () => clearTimeout(timer));
    }
  };

  const says = (what: Act, begins: string): boolean => what.replace(LATE, '').startsWith(begins);

  const command = (line: string): void => {
    const now = behaviour();
    commands.push(line);
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'EHLO') act(now.ehlo ?? '250-rude.test\n250-PIPELINING\n250-ENHANCEDSTATUSCODES\n250 AUTH PLAIN LOGIN');
    else if (verb === 'AUTH') act(now.auth ?? '235 2.7.0 ok');
    else if (verb === 'MAIL') {
      recipients = 0;
      act(now.mail ?? '250 2.1.0 ok');
    } else if (verb === 'RCPT') {
      const answer = (now.rcpt ?? (() => '250 2.1.5 ok'))(/<(.*)>/.exec(line)?.[1] ?? '');
      if (says(answer, '2')) recipients += 1;
      act(answer);
    } else if (verb === 'DATA') {
      const answer = now.data ?? (recipients > 0 && says(now.mail ?? '2', '2') ? '354 go ahead' : '554 5.5.1 no valid recipients');
      inText = says(answer, '354');
      act(answer);
    } else if (verb === 'RSET') act('250 2.0.0 ok');
    else if (verb === 'QUIT') {
      act('221 2.0.0 bye');
      socket.end();
    } else act('500 5.5.2 what?');
  };

  const text = (): boolean => {
    const { during, dot = '250 2.0.0 taken', takesAnyway = false } = behaviour();
    if (during !== undefined && !interrupted && buffered.length >= during.bytes) {
      interrupted = true;
      act(during.act);
    }
    const end = buffered.indexOf('\r\n.\r\n');
    if (end < 0) return false;
    const message = buffered.slice(0, end);
    buffered = buffered.slice(end + 5);
    inText = false;
    if (takesAnyway || says(dot, '2')) taken.push(message);
    act(dot);
    return true;
  };

  act(behaviour().greeting ?? '220 rude.test ESMTP');
  socket.on('data', (chunk) => {
    buffered += chunk.toString('latin1');
    for (;;) {
      if (inText) {
        if (!text()) return;
        continue;
      }
      const end = buffered.indexOf('\r\n');
      if (end < 0) return;
      const line = buffered.slice(0, end);
      buffered = buffered.slice(end + 2);
      command(line);
    }
  });
}
