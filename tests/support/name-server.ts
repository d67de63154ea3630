import { createSocket } from 'node:dgram';
import { once } from 'node:events';

export type NameServer = { readonly address: string; readonly asked: string[]; close(): void };

/** What the server says of a name: its TXT records, each a list of strings; or that it fails, or nothing. A name that is missing does not exist. */
export type Zone = Readonly<Record<string, readonly (readonly string[])[] | 'fails' | 'silent'>>;

const TXT = 16;

/** A name server for TXT records on a free UDP port of this machine (RFC 1035 section 4). */
export async function startNameServer(zone: Zone): Promise<NameServer> {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  socket.on('message', (query, from) => {
    const { name, type, end } = questionOf(query);
    asked.push(name);
    const known = zone[name.toLowerCase()];
    if (known === 'silent') return;
    const records = Array.isArray(known) && type === TXT ? (known as readonly (readonly string[])[]) : [];
    const head = Buffer.alloc(12);
    query.copy(head, 0, 0, 2);
    // An answer, authoritative, and its code: 2 failure, 3 no such name.
    head.writeUInt16BE(0x8400 | (known === 'fails' ? 2 : known === undefined ? 3 : 0), 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(records.length, 6);
    socket.send(Buffer.concat([head, query.subarray(12, end), ...records.map(recordOf)]), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { address: `127.0.0.1:${socket.address().port}`, asked, close: () => socket.close() };
}

function questionOf(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join('.'), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function recordOf(strings: readonly string[]): Buffer {
  const data = Buffer.concat(strings.map((text) => Buffer.concat([Buffer.from([Buffer.byteLength(text)]), Buffer.from(text)])));
  const head = Buffer.alloc(12);
  // The name of the question, by its place in the packet.
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(TXT, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(60, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}
