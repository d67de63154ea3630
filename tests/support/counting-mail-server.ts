import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

export type TakenMail = { readonly to: readonly string[]; readonly raw: Buffer; readonly messageId: string };

export type CountingMailServer = {
  readonly port: number;
  /** Every copy that the server answered for, in order. */
  readonly taken: TakenMail[];
  /** What it says to a recipient; null takes it. */
  refuse: (address: string) => { readonly code: number; readonly text: string } | null;
  /** Gone and back again under the same port. */
  down(): Promise<void>;
  up(): Promise<void>;
  close(): Promise<void>;
};

/** A mail server as others use it, which counts what it accepted. */
export async function startCountingMailServer(): Promise<CountingMailServer> {
  const taken: TakenMail[] = [];
  let server: SMTPServer | null = null;
  let port = 0;
  const counting: CountingMailServer = {
    get port() {
      return port;
    },
    taken,
    refuse: () => null,
    async down() {
      const gone = server;
      server = null;
      if (gone !== null) await new Promise<void>((done) => gone.close(done));
    },
    async up() {
      server = open((address) => counting.refuse(address), taken);
      const listening = server;
      await new Promise<void>((done) => listening.listen(port, '127.0.0.1', () => done()));
      port = (listening.server.address() as { port: number }).port;
    },
    close: () => counting.down(),
  };
  await counting.up();
  return counting;
}

function open(refuse: CountingMailServer['refuse'], taken: TakenMail[]): SMTPServer {
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    closeTimeout: 100,
    onRcptTo({ address }, _session, done) {
      const refusal = refuse(address);
      done(refusal === null ? null : Object.assign(new Error(refusal.text), { responseCode: refusal.code }));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks);
        taken.push({ raw, to: session.envelope.rcptTo.map(({ address }) => address), messageId: messageIdOf(raw.toString('latin1')) });
        done();
      });
    },
  });
  server.on('error', () => {});
  return server;
}

/** Of a mail as it went over the wire; empty where it has none. */
export function messageIdOf(raw: string): string {
  return /^Message-ID: <(.*)>\r?$/im.exec(raw)?.[1] ?? '';
}

export function readMail(raw: Buffer): Promise<Email> {
  return PostalMime.parse(raw);
}
