import { describe, expect, it } from 'vitest';
import { bytesOf, camtText } from '../../../tests/support/camt-text.ts';
import { seededRandom, type SeededRandom } from '../../../tests/simulation/seeded-random.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { currency } from '../../foundation/money/currency.ts';
import { inspectStatement } from './inspect-statement.ts';

const ROUNDS = 400;
const LIMIT_MS = 5_000;

const CAMT = camtText({
  reference: 'FUZZ',
  opening: 1_000n,
  lines: Array.from({ length: 12 }, (_, i) => ({
    minor: BigInt(i % 3 === 0 ? -100 - i : 100 + i),
    bookedOn: '2026-03-02',
    text: `Rechnung ${i} & Söhne`,
    name: 'Müller',
    iban: 'DE89370400440532013000',
  })),
});
const CSV = [
  'Auftragskonto;Buchungstag;Valutadatum;Buchungstext;Verwendungszweck;Beguenstigter/Zahlungspflichtiger;Kontonummer/IBAN;Betrag;Waehrung',
  ...Array.from(
    { length: 12 },
    (_, i) =>
      `DE89370400440532013000;0${(i % 9) + 1}.03.2026;02.03.2026;GUTSCHRIFT;"Rechnung ""${i}""; danke";"Muster; GmbH";DE02120300000000202051;${i - 3},50;EUR`,
  ),
].join('\r\n');

const MT940 = [
  ':20:FUZZ\r\n:25:10020030/1234567\r\n:28C:1/1\r\n:60F:C260301EUR10,00',
  ...Array.from(
    { length: 12 },
    (_, i) => `:61:2603020302${i % 3 === 0 ? 'D' : 'C'}1,${10 + i}NTRFNONREF//B${i}\r\n:86:166?00GUTSCHRIFT?20SVWZ+Rechnung ${i}?32Müller`,
  ),
  ':62F:C260302EUR20,00\r\n-',
].join('\r\n');

/** What a bank file becomes by a bad line, disk or hand: bytes flipped, cut out, doubled, moved, or words of markup put in between. */
function mutated(random: SeededRandom, original: Buffer): Buffer {
  let bytes = Buffer.from(original);
  const words = [
    '<',
    '>',
    '&',
    '"',
    '\0',
    ']]>',
    '<!--',
    '<![CDATA[',
    '<!DOCTYPE a>',
    '&#x0;',
    '&#1114112;',
    '</Ntry>',
    '<Ntry>',
    'NaN',
    '1e999',
    '-',
    ';',
    '\r',
    '\uFEFF',
    '9'.repeat(400),
    '\ud7ff',
  ];
  for (let times = random.int(1, 6); times > 0; times--) {
    const at = random.int(0, Math.max(0, bytes.length - 1));
    const length = random.int(1, 40);
    const kind = random.int(0, 4);
    if (kind === 0) bytes[at] = random.int(0, 255);
    else if (kind === 1) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at)]);
    else if (kind === 3) bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(random.pick(words)), bytes.subarray(at)]);
    else bytes = bytes.subarray(0, Math.max(1, bytes.length - length * 10));
  }
  return bytes;
}

type Ending = 'read' | 'refused';

async function readAnything(bytes: Buffer, random: SeededRandom): Promise<Ending> {
  const chunkBytes = random.pick([1, 7, 64, 4_096, 65_536]);
  const began = performance.now();
  try {
    const { statements, problems } = await inspectStatement({ fileName: 'fuzz', source: bytesOf(bytes, chunkBytes), defaultCurrency: currency('EUR') });
    for (const { credits, debits } of statements) expect([typeof credits, typeof debits]).toEqual(['bigint', 'bigint']);
    for (const { where, message } of problems) expect(where.length * message.length).toBeGreaterThan(0);
    return 'read';
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    expect(error.message).toMatch(/[.)]$/);
    return 'refused';
  } finally {
    expect(performance.now() - began).toBeLessThan(LIMIT_MS);
  }
}

describe('whatever bytes a bank file is made of, it is read or refused', { timeout: 120_000 }, () => {
  it.each([
    ['camt', 1, CAMT],
    ['csv', 2, CSV],
    ['mt940', 4, MT940],
  ])('a damaged %s (seed %i)', async (_kind, seed, original) => {
    const random = seededRandom(seed);
    const endings = new Map<Ending, number>();
    for (let round = 0; round < ROUNDS; round++) {
      const bytes = mutated(random, Buffer.from(original));
      const ending = await readAnything(bytes, random).catch((error: unknown) => {
        throw new Error(`seed ${seed}, round ${round}: ${String(error)}\n${bytes.toString('latin1').slice(0, 2_000)}`, { cause: error });
      });
      endings.set(ending, (endings.get(ending) ?? 0) + 1);
    }
    // Both happen, or the fuzz would prove nothing.
    expect(endings.get('read') ?? 0).toBeGreaterThan(10);
    expect(endings.get('refused') ?? 0).toBeGreaterThan(10);
  });

  it('noise of any length (seed 3)', async () => {
    const random = seededRandom(3);
    for (let round = 0; round < ROUNDS / 2; round++) {
      const bytes = Buffer.alloc(random.int(0, 3_000));
      random.bytes(bytes);
      const head = random.pick([
        Buffer.alloc(0),
        Buffer.from('<?xml version="1.0"?>'),
        Buffer.from('<Document>'),
        Buffer.from([0xff, 0xfe]),
        Buffer.from('a;b;c\n'),
      ]);
      const ending = await readAnything(Buffer.concat([head, bytes]), random);
      expect(['read', 'refused']).toContain(ending);
    }
  });
});
