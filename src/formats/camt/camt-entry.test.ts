import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Problem } from '../../foundation/errors/refusal.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import { currency } from '../../foundation/money/currency.ts';
import type { BankEntry } from '../statement/statement-events.ts';
import { ACCOUNT, collectText, detail, entry, statementFile, type CollectedStatement } from './fixtures/camt-message.ts';

type ReadEntries = { readonly entries: readonly BankEntry[]; readonly problems: readonly Problem[]; readonly foot: CollectedStatement['foot'] };

function readEntries(...entries: readonly string[]): ReadEntries {
  const { statements, problems, refusal } = collectText(statementFile(ACCOUNT + entries.join('')));
  expect(refusal).toBeNull();
  const [statement] = statements;
  return { entries: statement?.entries ?? [], problems, foot: statement?.foot ?? null };
}

describe('an amount', () => {
  test.each(['NaN', '1e5', '1,50', '', '-10.00', '10.001', '1 000.00', '0x10', '1'.repeat(16), '1'.repeat(50)])(
    'of "%s" is a problem and never a line',
    (amount) => {
      const { entries, problems, foot } = readEntries(entry({ amount }), entry({ amount: '2.50' }));
      expect(entries.map((each) => [each.ordinal, each.entry, each.minor])).toEqual([[1, 2, 250n]]);
      expect(problems).toHaveLength(1);
      expect(problems[0]?.where).toBe('entry 1');
      expect(problems[0]?.message).toMatch(/^Entry 1: /);
      expect(foot).toMatchObject({ entries: 2, credits: 250n, debits: 0n });
    },
  );

  test('with zeros beyond the decimals of its currency is exact', () => {
    expect(readEntries(entry({ amount: '8.850' })).entries[0]?.minor).toBe(885n);
  });

  test('in another currency than the account is a problem and never a line', () => {
    const { entries, problems, foot } = readEntries(entry({ currencyCode: 'USD' }));
    expect(entries).toEqual([]);
    expect(problems[0]?.message).toContain('is in USD, but the account is in EUR');
    expect(foot).toMatchObject({ entries: 1, credits: 0n });
  });

  test.each(['', 'CREDIT', 'crdt'])('without a usable direction ("%s") is a problem and never a line', (direction) => {
    const { entries, problems } = readEntries(entry({ direction }));
    expect(entries).toEqual([]);
    expect(problems[0]?.message).toContain('credit or a debit');
  });

  test('of a currency without or with three decimals keeps its own minor unit', () => {
    const yen = collectText(statementFile(entry({ amount: '1500', currencyCode: 'JPY' }) + entry({ amount: '1500.5', currencyCode: 'JPY' })));
    expect(yen.statements[0]?.entries.map((each) => each.minor)).toEqual([1_500n]);
    expect(yen.problems).toHaveLength(1);
    expect(collectText(statementFile(entry({ amount: '1.5', currencyCode: 'KWD' }))).statements[0]?.entries[0]?.minor).toBe(1_500n);
  });
});

describe('a date', () => {
  test('that the calendar does not have is reported and the other one kept', () => {
    const { entries, problems } = readEntries(entry({ booked: '2026-02-30' }), entry({ valued: '2026-13-01' }));
    expect(entries.map((each) => [each.bookedOn, each.valueOn])).toEqual([
      [null, '2026-09-02'],
      ['2026-09-01', null],
    ]);
    expect(problems.map((each) => each.message)).toEqual([
      expect.stringContaining('booking date "2026-02-30"'),
      expect.stringContaining('value date "2026-13-01"'),
    ]);
  });

  test('missing twice leaves the entry out, counted and reported', () => {
    const { entries, problems, foot } = readEntries(entry({ booked: '', valued: 'soon' }));
    expect(entries).toEqual([]);
    expect(problems.at(-1)?.message).toContain('not posted');
    expect(foot).toMatchObject({ entries: 1, credits: 1_000n });
  });

  test('with a time or a zone is its written day', () => {
    const { entries } = readEntries(entry({ booked: '2026-09-01T23:59:00-11:00', valued: '2026-09-02Z' }));
    expect([entries[0]?.bookedOn, entries[0]?.valueOn]).toEqual(['2026-09-01', '2026-09-02']);
  });
});

describe('a batch', () => {
  test('becomes one line per detail when the details give its amount', () => {
    const { entries, problems } = readEntries(
      entry({ amount: '10.00', details: [detail('4.00', 'A'), detail('6.00', 'B', '<CdtDbtInd>CRDT</CdtDbtInd>')] }),
      entry(),
    );
    expect(problems).toEqual([]);
    expect(entries.map((each) => [each.ordinal, each.where, each.minor, each.counterpartyName, each.bankReference])).toEqual([
      [1, 'entry 1, detail 1', 400n, 'A', 'BANK-1'],
      [2, 'entry 1, detail 2', 600n, 'B', 'BANK-1'],
      [3, 'entry 2', 1_000n, '', 'BANK-1'],
    ]);
  });

  test('with a return inside keeps the sign of each detail', () => {
    const { entries } = readEntries(
      entry({ amount: '10.00', details: [detail('12.00', 'A', '<CdtDbtInd>CRDT</CdtDbtInd>'), detail('2.00', 'B', '<CdtDbtInd>DBIT</CdtDbtInd>')] }),
    );
    expect(entries.map((each) => each.minor)).toEqual([1_200n, -200n]);
  });

  test('whose details all state the direction of the original goes the way of the entry', () => {
    const details = [detail('4.00', 'A', '<CdtDbtInd>CRDT</CdtDbtInd>'), detail('6.00', 'B', '<CdtDbtInd>CRDT</CdtDbtInd>')];
    const { entries } = readEntries(entry({ direction: 'DBIT', details, more: '<RvslInd>true</RvslInd>' }));
    expect(entries.map((each) => [each.minor, each.reversal, each.counterpartyName])).toEqual([
      [-400n, true, 'A'],
      [-600n, true, 'B'],
    ]);
  });

  test('paid in other currencies is taken apart by the amounts in the account currency', () => {
    const foreign = (usd: string, eur: string): string =>
      `<Amt Ccy="USD">${usd}</Amt><AmtDtls><InstdAmt><Amt Ccy="USD">${usd}</Amt></InstdAmt><TxAmt><Amt Ccy="EUR">${eur}</Amt></TxAmt></AmtDtls>`;
    expect(readEntries(entry({ details: [foreign('8.00', '7.00'), foreign('3.50', '3.00')] })).entries.map((each) => each.minor)).toEqual([700n, 300n]);
  });

  test('whose booked amounts are net of charges is taken apart by the reading that adds up', () => {
    const charged = (net: string, gross: string): string => `<Amt Ccy="EUR">${gross}</Amt><AmtDtls><TxAmt><Amt Ccy="EUR">${net}</Amt></TxAmt></AmtDtls>`;
    expect(readEntries(entry({ details: [charged('4.00', '4.10'), charged('6.00', '6.10')] })).entries.map((each) => each.minor)).toEqual([400n, 600n]);
  });

  test('whose details do not add up stays one line with all references and is reported', () => {
    const { entries, problems } = readEntries(entry({ amount: '10.00', details: [detail('4.00', 'A'), detail('5.00', 'B')] }));
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ minor: 1_000n, counterpartyName: '', where: 'entry 1' });
    expect(entries[0]?.references).toEqual([
      { kind: 'EREF', value: 'E2E-A' },
      { kind: 'EREF', value: 'E2E-B' },
    ]);
    expect(problems[0]?.message).toContain('add up to 9.00, the entry is 10.00 EUR; it stays one line');
  });

  test('with an unreadable detail amount stays one line and is reported', () => {
    const { entries, problems } = readEntries(entry({ details: [detail('10.00', 'A'), detail('', 'B')] }));
    expect(entries.map((each) => each.minor)).toEqual([1_000n]);
    expect(problems[0]?.message).toContain('readable amount in EUR');
  });

  test('without amounts in its details stays one line, which is no problem', () => {
    const remittance = (text: string): string => `<RmtInf><Ustrd>${text}</Ustrd></RmtInf><RltdPties><Dbtr><Nm>Same</Nm></Dbtr></RltdPties>`;
    const { entries, problems } = readEntries(entry({ details: [remittance('R-1'), remittance('R-2')] }));
    expect(problems).toEqual([]);
    expect(entries.map((each) => [each.text, each.counterpartyName])).toEqual([['R-1 R-2', 'Same']]);
  });

  test('never gains or loses a minor unit, however it is written', () => {
    const eur = currency('EUR');
    const part = fc.record({ minor: fc.bigInt({ min: 0n, max: 10_000n }), debit: fc.boolean() });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), fc.bigInt({ min: -2n, max: 2n }), (parts, off) => {
        const sum = parts.reduce((total, each) => total + (each.debit ? -each.minor : each.minor), 0n) + off;
        const details = parts.map((each, index) =>
          detail(formatDecimal(each.minor, eur), `N${index}`, `<CdtDbtInd>${each.debit ? 'DBIT' : 'CRDT'}</CdtDbtInd>`),
        );
        const written = entry({ amount: formatDecimal(sum < 0n ? -sum : sum, eur), direction: sum < 0n ? 'DBIT' : 'CRDT', details });
        const { entries, foot } = readEntries(written);
        const total = entries.reduce((all, each) => all + each.minor, 0n);
        expect(total).toBe(sum);
        expect((foot?.credits ?? 0n) - (foot?.debits ?? 0n)).toBe(sum);
        expect(entries).toHaveLength(off === 0n ? parts.length : entries.length);
      }),
    );
  });
});

describe('the counterparty', () => {
  const parties =
    '<RltdPties><Dbtr><Nm>Payer</Nm></Dbtr><DbtrAcct><Id><Othr><Id> 123 </Id></Othr></Id></DbtrAcct><UltmtDbtr><Nm>Behind payer</Nm></UltmtDbtr>' +
    '<Cdtr><Pty><Nm>Payee</Nm></Pty></Cdtr><CdtrAcct><Id><IBAN>NL91ABNA0417164300</IBAN></Id></CdtrAcct></RltdPties>';

  test('is the debtor of a credit and the creditor of a debit', () => {
    const { entries } = readEntries(entry({ details: [parties] }), entry({ direction: 'DBIT', details: [parties] }));
    expect(entries.map((each) => [each.counterpartyName, each.counterpartyAccount])).toEqual([
      ['Payer', '123'],
      ['Payee', 'NL91ABNA0417164300'],
    ]);
  });

  test('is the ultimate party where the party has no name', () => {
    const { entries } = readEntries(entry({ details: [parties.replace('<Nm>Payer</Nm>', '')] }));
    expect(entries[0]?.counterpartyName).toBe('Behind payer');
  });

  test('of a returned direct debit is the debtor whose debit was taken back', () => {
    const { entries } = readEntries(entry({ direction: 'DBIT', details: [parties], more: '<RvslInd>true</RvslInd>' }));
    expect(entries[0]).toMatchObject({ minor: -1_000n, reversal: true, counterpartyName: 'Payer' });
  });
});

describe('references', () => {
  const creditorReference = (value: string, type: string): string =>
    `<Strd><CdtrRefInf><Tp><CdOrPrtry>${type}</CdOrPrtry></Tp><Ref>${value}</Ref></CdtrRefInf></Strd>`;

  test('are told apart by their own check digits, then by what the bank calls them', () => {
    const structured = [
      creditorReference('RF18 5390 0754 7034', '<Cd>SCOR</Cd>'),
      creditorReference('RF19539007547034', '<Cd>SCOR</Cd>'),
      creditorReference('210000000003139471430009017', '<Prtry>QRR</Prtry>'),
      creditorReference('4711', '<Prtry>ISR Reference</Prtry>'),
      '<Strd><RfrdDocInf><Nb>R-2026-1</Nb></RfrdDocInf></Strd>',
    ];
    const { entries } = readEntries(
      entry({ details: [`<Refs><EndToEndId>R-2026-1</EndToEndId></Refs><RmtInf>${structured.join('')}${structured[4] ?? ''}</RmtInf>`] }),
    );
    expect(entries[0]?.references).toEqual([
      { kind: 'RF', value: 'RF18 5390 0754 7034' },
      { kind: 'SCOR', value: 'RF19539007547034' },
      { kind: 'QRR', value: '210000000003139471430009017' },
      { kind: 'other', value: '4711' },
      { kind: 'other', value: 'R-2026-1' },
      { kind: 'EREF', value: 'R-2026-1' },
    ]);
  });

  test('beyond ten thousand are cut, with a problem', () => {
    const many = Array.from({ length: 10_001 }, (_, index) => `<Strd><RfrdDocInf><Nb>R-${index}</Nb></RfrdDocInf></Strd>`).join('');
    const { entries, problems } = readEntries(entry({ details: [`<RmtInf>${many}</RmtInf>`] }));
    expect(entries[0]?.references).toHaveLength(10_000);
    expect(problems[0]?.message).toContain('carries 10001 references');
  });
});
