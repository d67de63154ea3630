import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Refusal, type Problem } from '../../foundation/errors/refusal.ts';
import { currency } from '../../foundation/money/currency.ts';
import type { BankEntry, StatementFoot, StatementHead } from '../statement/statement-events.ts';
import { createMt940Reader, type Mt940Options } from './mt940-reader.ts';

type Read = {
  readonly heads: StatementHead[];
  readonly entries: BankEntry[];
  readonly feet: StatementFoot[];
  readonly problems: Problem[];
  readonly isReport: boolean;
};

function read(content: string | Uint8Array, options: Mt940Options & { readonly chunkBytes?: number } = {}): Read {
  const found: Read = { heads: [], entries: [], feet: [], problems: [], isReport: false };
  const reader = createMt940Reader(
    {
      head: (head) => found.heads.push(head),
      entries: (batch) => found.entries.push(...batch),
      foot: (foot) => found.feet.push(foot),
      problem: (problem) => found.problems.push(problem),
    },
    options,
  );
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const step = options.chunkBytes ?? 7;
  for (let at = 0; at < bytes.length; at += step) reader.write(bytes.subarray(at, at + step));
  reader.end();
  return { ...found, isReport: reader.isReport() };
}

const HEAD = ':20:STARTUMS\n:25:10020030/1234567\n:28C:5/1\n:60F:C260901EUR1000,00\n';

function withLine(line: string, rest = ''): string {
  return `${HEAD}:61:${line}\n${rest}:62F:C260902EUR1000,00\n-\n`;
}

function lineOf(line: string, information = ''): BankEntry | undefined {
  return read(withLine(line, information)).entries[0];
}

const GERMAN = [
  ':86:166?00GUTSCHRIFT?100599?20EREF+ORDER-2026-0815?21SVWZ+Rechnung 4711, Kunden',
  'nummer?22 123?30DEUTDEFF?31DE89370400440532013000?32Müller und Söhne Maschine',
  'nba?33u GmbH\n',
].join('\n');

describe('a statement', () => {
  test('has its account, number, balances and sums', () => {
    const { heads, feet, problems } = read(
      `${HEAD}:61:2609020902C250,5NTRFNONREF//B1\n:61:260902D50,5NMSCNONREF\n:62F:C260902EUR1200,00\n:64:C260902EUR900,00\n-\n`,
    );
    expect(heads).toEqual([
      { kind: 'statement', reference: 'STARTUMS', sequence: '5/1', account: '10020030/1234567', currency: 'EUR', createdAt: '', from: null, to: null },
    ]);
    expect(feet).toMatchObject([
      {
        opening: 100_000n,
        closing: 120_000n,
        openingOn: '2026-09-01',
        closingOn: '2026-09-02',
        currency: 'EUR',
        entries: 2,
        credits: 25_050n,
        debits: 5_050n,
        inBalance: true,
      },
    ]);
    expect(feet[0]?.balances?.map((each) => each.type)).toEqual(['OPBD', 'CLBD', 'CLAV']);
    expect(problems).toEqual([]);
  });

  test('in SWIFT blocks reads as the bare one does', () => {
    const bare = `${HEAD}:61:260902C1,NTRFNONREF\n:62F:C260902EUR1001,\n`;
    const wrapped = `{1:F01BANKDEFFXXXX0000000000}{2:I940BANKDEFFXXXXN}{4:\r\n${bare.replaceAll('\n', '\r\n')}-}{5:{CHK:123456789ABC}}\r\n`;
    const strip = ({ heads, feet, entries }: Read): unknown => ({ heads, feet, entries: entries.map((each) => ({ ...each, where: '' })) });
    expect(strip(read(wrapped))).toEqual(strip(read(bare)));
  });

  test('without a closing balance is not checked, and a problem says so', () => {
    const { feet, problems } = read(`${HEAD}:61:260902C1,NTRFNONREF\n`);
    expect(feet[0]?.inBalance).toBeNull();
    expect(problems).toEqual([{ where: 'statement STARTUMS', message: expect.stringMatching(/no closing balance/) as string }]);
  });

  test('of several pages is one statement a page, with intermediate balances', () => {
    const { feet } = read(
      `${HEAD}:61:260902C1,NTRF\n:62M:C260902EUR1001,\n-\n:20:STARTUMS\n:25:1/2\n:28C:5/2\n:60M:C260902EUR1001,\n:61:260902C2,NTRF\n:62F:C260902EUR1003,\n-`,
    );
    expect(feet.map(({ opening, closing, inBalance }) => [opening, closing, inBalance])).toEqual([
      [100_000n, 100_100n, true],
      [100_100n, 100_300n, true],
    ]);
  });

  test('in a currency of the past is reported and left out', () => {
    const { heads, problems } = read(HEAD.replace('EUR', 'DEM') + ':61:260902C1,NTRF\n:62F:C260902DEM1001,\n');
    expect(heads).toEqual([]);
    expect(problems[0]?.message).toMatch(/DEM.*no currency in use; its one line was left out/);
  });

  test('that never names a currency takes the one given by the caller, with a problem; without one its lines are left out', () => {
    const text = ':20:X\n:61:260902C1,5NTRF\n';
    const given = read(text, { defaultCurrency: currency('CHF') });
    expect(given.entries).toMatchObject([{ minor: 150n, currency: 'CHF' }]);
    expect(given.problems[0]?.message).toMatch(/CHF is taken/);
    expect(read(text)).toMatchObject({ entries: [], feet: [{ entries: 1 }] });
  });

  test('of an account with its currency behind has the account alone', () => {
    expect(read(HEAD.replace('10020030/1234567', 'NL20INGB0001234567EUR')).heads[0]?.account).toBe('NL20INGB0001234567');
  });
});

describe('an interim report (MT942)', () => {
  const REPORT =
    ':20:R1\n:25:DE89370400440532013000\n:28C:7\n:34F:EUR0,\n:13D:2609021200+0200\n:61:2609020902C10,NTRFNONREF//1\n:86:Rechnung 1\n:61:260902ED4,NTRFNONREF\n:90D:1EUR4,\n:90C:1EUR10,\n-\n';

  test('gives lines that are not booked, and is no statement', () => {
    const { heads, entries, feet, problems, isReport } = read(REPORT);
    expect(isReport).toBe(true);
    expect(heads).toMatchObject([{ kind: 'report', currency: 'EUR', createdAt: '2609021200+0200' }]);
    expect(entries.map(({ booked, minor, text }) => [booked, minor, text])).toEqual([
      [false, 1_000n, 'Rechnung 1'],
      [false, -400n, ''],
    ]);
    expect(feet[0]?.inBalance).toBeNull();
    expect(problems).toEqual([]);
  });

  test('whose totals are others than its lines says so', () => {
    expect(read(REPORT.replace(':90C:1EUR10,', ':90C:2EUR11,')).problems).toEqual([
      { where: 'line 10', message: expect.stringMatching(/counts 2 credits of 11,.* are 1 of 10.00/) as string },
    ]);
  });
});

describe('a line', () => {
  test.each<[string, bigint, boolean]>([
    ['260902C10,NTRF', 1_000n, false],
    ['260902D10,NTRF', -1_000n, false],
    ['260902RC10,NTRF', -1_000n, true],
    ['260902RD10,NTRF', 1_000n, true],
    ['260902CR10,NTRF', 1_000n, false],
    ['260902DR10,NTRF', -1_000n, false],
    ['260902RCR10,NTRF', -1_000n, true],
  ])('%s moves the balance by %d', (text, minor, reversal) => {
    expect(lineOf(text)).toMatchObject({ minor, reversal });
  });

  test.each<[string, bigint]>([
    ['0,', 0n],
    ['0,5', 50n],
    ['12', 1_200n],
    ['12.34', 1_234n],
    ['000000000001,62', 162n],
    ['1,5000', 150n],
  ])('of %s is exact', (amount, minor) => {
    expect(lineOf(`260902C${amount}NTRF`)?.minor).toBe(minor);
  });

  test.each([
    ['1,505', /more than the 2 decimals of EUR/],
    ['1.234,56', /not an amount/],
    [',', /not an amount/],
    ['99999999999999999999,99', /larger than 15 digits/],
    ['9'.repeat(300), /not an amount/],
  ])('of %s is a problem, never a zero, and the balances prove nothing', (amount, says) => {
    const { entries, problems, feet } = read(withLine(`260902C${amount}NTRF`));
    expect(entries).toEqual([]);
    expect(problems).toEqual([{ where: 'line 5', message: expect.stringMatching(says) as string }]);
    expect(feet[0]).toMatchObject({ entries: 1, credits: 0n, inBalance: false });
  });

  test.each([
    ['2612310102', '2026-12-31', '2027-01-02'],
    ['2701021231', '2027-01-02', '2026-12-31'],
    ['2609020902', '2026-09-02', '2026-09-02'],
    ['260902', '2026-09-02', '2026-09-02'],
    ['2402290229', '2024-02-29', '2024-02-29'],
  ])('dated %s has value %s and is booked %s', (dates, valueOn, bookedOn) => {
    expect(lineOf(`${dates}C1,NTRF`)).toMatchObject({ valueOn, bookedOn });
  });

  test('with one impossible date keeps the other and says so; with two it is left out', () => {
    const february = read(withLine('2602300301C1,NTRF'));
    expect(february.entries).toMatchObject([{ valueOn: null, bookedOn: '2026-03-01' }]);
    expect(february.problems[0]?.message).toMatch(/"260230" is no day of the calendar/);
    expect(lineOf('2603010230C1,NTRF')).toMatchObject({ valueOn: '2026-03-01', bookedOn: null });
    expect(read(withLine('2602300230C1,NTRF'))).toMatchObject({ entries: [], feet: [{ entries: 1, inBalance: false }] });
  });

  test('has the references of both sides, and none where the bank wrote that there is none', () => {
    expect(lineOf('260902C1,NTRFRE-4711//BANK-1')).toMatchObject({ references: [{ kind: 'other', value: 'RE-4711' }], bankReference: 'BANK-1', code: 'NTRF' });
    expect(lineOf('260902C1,NTRFNONREF//BANK-1')).toMatchObject({ references: [], bankReference: 'BANK-1' });
  });
});

describe('the information of a line', () => {
  test('in German sub-fields gives payer, account, purpose and references', () => {
    expect(lineOf('260902C1,NTRFNONREF', GERMAN)).toMatchObject({
      counterpartyName: 'Müller und Söhne Maschinenbau GmbH',
      counterpartyAccount: 'DE89370400440532013000',
      text: 'Rechnung 4711, Kundennummer 123',
      references: [{ kind: 'EREF', value: 'ORDER-2026-0815' }],
      code: 'NTRF+166+0599',
      reversal: false,
    });
  });

  test('in German sub-fields knows mandate, missing references, other payers and returns', () => {
    const information =
      ':86:109?00RUECKLASTSCHRIFT?20EREF+NOTPROVIDED?21MREF+M-1?22CRED+DE98ZZZ09999999999?23SVWZ+RUECKGABE?24ABWA+Meier?3037040044?310532013000\n';
    expect(lineOf('260902D1,NRTINONREF', information)).toMatchObject({
      counterpartyName: 'Meier',
      counterpartyAccount: '37040044/0532013000',
      text: 'RUECKGABE',
      references: [{ kind: 'MREF', value: 'M-1' }],
      reversal: true,
    });
  });

  test('between slashes gives the same', () => {
    const information = ':86:/TRTP/SEPA OVERBOEKING/IBAN/NL91ABNA0417164300/BIC/ABNANL2A/NAME/\nJansen BV/REMI/USTD//Factuur 4711/EREF/E-1\n';
    expect(lineOf('260902C1,NTRFNONREF', information)).toMatchObject({
      counterpartyName: 'Jansen BV',
      counterpartyAccount: 'NL91ABNA0417164300',
      text: 'Factuur 4711',
      references: [{ kind: 'EREF', value: 'E-1' }],
    });
    expect(lineOf('260902C1,NTRFNONREF', ':86:/CNTP/NL32INGB0000012345/INGBNL2A/Bakker///REMI/STRD/CUR/RF18539007547034/\n')).toMatchObject({
      counterpartyName: 'Bakker',
      counterpartyAccount: 'NL32INGB0000012345',
      references: [{ kind: 'SCOR', value: 'RF18539007547034' }],
    });
  });

  test('in free text joins its lines: without a gap where a line was full', () => {
    expect(lineOf('260902C1,NTRFNONREF', `:86:${'x'.repeat(60)} inv\noice\nnext\n`)?.text).toBe(`${'x'.repeat(60)} invoice next`);
  });

  test('keeps a wrapped time, although it looks like a field', () => {
    const { heads, entries } = read(withLine('260902C1,NTRFNONREF', ':86:Karte 2026-09-01T16\n:20:37 Berlin\n'));
    expect(heads).toHaveLength(1);
    expect(entries[0]?.text).toBe('Karte 2026-09-01T16 :20:37 Berlin');
  });

  test('is UTF-8 where its bytes are that, else ISO 8859-1, whatever the other lines are', () => {
    const latin1 = Buffer.from(withLine('260902C1,NTRF', ':86:M\xfcller \x80 5\n'), 'latin1');
    const utf8 = Buffer.from(':20:2\n:25:1/2\n:28C:1\n:60F:C260901EUR0,\n:61:260902C1,NTRF\n:86:Söhne\n:62F:C260902EUR1,\n');
    expect(read(Buffer.concat([latin1, utf8])).entries.map((each) => each.text)).toEqual(['Müller € 5', 'Söhne']);
  });
});

describe('a file that is none', () => {
  test.each<[string, string | Uint8Array, string]>([
    ['a piece of a statement', ':60F:C260901EUR1,\n', 'file.no_statement'],
    ['other text', '1\n2\n3\n', 'file.no_statement'],
    ['nothing', '', 'file.no_statement'],
    ['NUL bytes', `${HEAD}\0`, 'file.nul_byte'],
    ['UTF-16', Buffer.from(HEAD, 'utf16le'), 'file.nul_byte'],
    ['a field without end', `${HEAD}:86:${'text\n'.repeat(200_000)}`, 'file.too_large'],
  ])('is refused: %s', (_, content, code) => {
    expect(() => read(content, { chunkBytes: 4_096 })).toThrow(expect.objectContaining({ code }) as Error);
  });

  test('a line without end is refused long before it is whole', () => {
    const reader = createMt940Reader({ head: () => undefined, entries: () => undefined, foot: () => undefined, problem: () => undefined });
    const chunk = Buffer.alloc(65_536, 'x');
    let chunks = 0;
    expect(() => {
      for (; chunks < 1_600; chunks++) reader.write(chunk);
    }).toThrow(expect.objectContaining({ code: 'file.record_too_large' }) as Error);
    expect(chunks).toBeLessThan(3);
  });
});

describe('whatever bytes come', () => {
  const ORIGINAL = Buffer.from(
    `{1:F01X}{2:I940X}{4:\r\n${withLine('2609020902C10,NTRFRE-1//B', GERMAN)}${HEAD}:61:260902RD1,5NMSC\nsupplement\n:86:/REMI/x/EREF/y\n:62M:C260902EUR1,\n`,
  );
  const PIECES = [
    ':61:',
    ':86:',
    ':20:',
    ':62F:',
    '\n',
    '\r',
    '-',
    '-}',
    '{4:',
    '?20',
    'EREF+',
    '\0',
    'C',
    '9'.repeat(50),
    ',',
    '\xff',
    '//',
    ':NS:',
    ':34F:USD',
    ':90D:',
  ];
  const change = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.integer({ min: 0, max: 60 }), put: fc.constantFrom('', ...PIECES) });

  test('it is read or refused, the same in pieces of any size, and no line is lost without a problem', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 300 }), (changes, chunkBytes) => {
        let bytes = ORIGINAL;
        for (const { at, cut, put } of changes) {
          const from = Math.floor(at * bytes.length);
          bytes = Buffer.concat([bytes.subarray(0, from), Buffer.from(put, 'latin1'), bytes.subarray(from + cut)]);
        }
        const whole = outcome(bytes, 1_000_000);
        expect(outcome(bytes, chunkBytes)).toEqual(whole);
        if (whole instanceof Refusal) return;
        const lines = whole.feet.reduce((sum, foot) => sum + foot.entries, 0);
        if (lines > whole.entries.length) expect(whole.problems.length).toBeGreaterThanOrEqual(lines - whole.entries.length);
        for (const foot of whole.feet) if (foot.inBalance) expect((foot.opening ?? 0n) + foot.credits - foot.debits).toBe(foot.closing);
      }),
      { numRuns: 400, seed: 940 },
    );
  });

  test('of noise too', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.constantFrom('', HEAD, `${HEAD}:61:`), (noise, before) => {
        const bytes = Buffer.concat([Buffer.from(before), noise]);
        expect(outcome(bytes, 3)).toEqual(outcome(bytes, 1_000));
      }),
      { numRuns: 200, seed: 942 },
    );
  });
});

function outcome(bytes: Uint8Array, chunkBytes: number): Read | Refusal {
  try {
    return read(bytes, { chunkBytes, defaultCurrency: currency('EUR') });
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
