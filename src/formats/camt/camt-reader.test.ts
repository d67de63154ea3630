import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACCOUNT, balance, collect, collectText, detail, entry, statementFile } from './fixtures/camt-message.ts';

const RICH = statementFile(
  `<ElctrncSeqNb>17</ElctrncSeqNb><CreDtTm>2026-09-02T06:00:00</CreDtTm><FrToDt><FrDtTm>2026-09-01T00:00:00</FrDtTm><ToDtTm>2026-09-01T23:59:59</ToDtTm></FrToDt>${ACCOUNT}` +
    balance('OPBD', '100.00') +
    entry({
      amount: '119.00',
      details: [
        '<Refs><AcctSvcrRef>BANK-1-1</AcctSvcrRef><EndToEndId>NOTPROVIDED</EndToEndId><MndtId>M-7</MndtId></Refs>' +
          '<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>' +
          '<RltdPties><Dbtr><Pty><Nm>Café  &amp; <![CDATA[Söhne]]> €</Nm><PstlAdr><AdrLine>nowhere</AdrLine></PstlAdr></Pty></Dbtr><DbtrAcct><Id><IBAN>NL91ABNA0417164300</IBAN></Id></DbtrAcct></RltdPties>' +
          '<RmtInf><Ustrd>Invoice R-1</Ustrd><Ustrd>of 1 September</Ustrd><Strd><CdtrRefInf><Ref>RF18539007547034</Ref></CdtrRefInf></Strd></RmtInf>',
      ],
    }) +
    entry({ amount: '19.00', direction: 'DBIT', booked: '2026-09-01', valued: '', more: '<AddtlNtryInf>Fee 😀</AddtlNtryInf>' }) +
    balance('CLBD', '200.00'),
);

describe('a camt.053 statement', () => {
  test('gives head, entries and foot with signed minor units', () => {
    const { statements, problems, refusal } = collectText(RICH);
    expect({ problems, refusal }).toEqual({ problems: [], refusal: null });
    expect(statements).toHaveLength(1);
    const [statement] = statements;
    expect(statement?.head).toEqual({
      kind: 'statement',
      reference: 'S-1',
      sequence: '17',
      account: 'DE89370400440532013000',
      currency: 'EUR',
      createdAt: '2026-09-02T06:00:00',
      from: '2026-09-01',
      to: '2026-09-01',
    });
    expect(statement?.entries).toEqual([
      {
        ordinal: 1,
        entry: 1,
        where: 'entry 1',
        booked: true,
        reversal: false,
        bookedOn: '2026-09-01',
        valueOn: '2026-09-02',
        minor: 11_900n,
        currency: 'EUR',
        counterpartyName: 'Café & Söhne €',
        counterpartyAccount: 'NL91ABNA0417164300',
        text: 'Invoice R-1 of 1 September',
        references: [
          { kind: 'RF', value: 'RF18539007547034' },
          { kind: 'MREF', value: 'M-7' },
        ],
        bankReference: 'BANK-1-1',
        code: 'PMNT/RCDT/ESCT',
      },
      expect.objectContaining({ ordinal: 2, entry: 2, minor: -1_900n, valueOn: null, text: 'Fee 😀', bankReference: 'BANK-1', counterpartyName: '' }),
    ]);
    expect(statement?.foot).toMatchObject({
      opening: 10_000n,
      closing: 20_000n,
      entries: 2,
      details: 1,
      credits: 11_900n,
      debits: 1_900n,
      currency: 'EUR',
      inBalance: true,
    });
  });

  test('is the same wherever the file is cut into chunks', () => {
    const bytes = new TextEncoder().encode(RICH);
    const whole = collect([bytes]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 40 }), (cuts) => {
        const at = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
        expect(collect(at.slice(1).map((end, index) => bytes.slice(at[index], end)))).toEqual(whole);
      }),
    );
  });

  test('hands entries on in batches of at most 500', () => {
    const { statements } = collectText(statementFile(ACCOUNT + entry().repeat(1_201)));
    expect(statements[0]?.batches).toBe(3);
    expect(statements[0]?.entries.map((each) => each.ordinal)).toEqual(Array.from({ length: 1_201 }, (_, index) => index + 1));
  });

  test('with balances after the entries is in balance all the same', () => {
    const { statements } = collectText(statementFile(entry().repeat(600) + ACCOUNT + balance('CLBD', '6005.00') + balance('PRCD', '5.00')));
    expect(statements[0]?.foot).toMatchObject({ opening: 500n, closing: 600_500n, inBalance: true });
  });

  test('names an account that comes after entries were handed on', () => {
    const { statements, problems } = collectText(statementFile(entry().repeat(600) + ACCOUNT));
    expect(statements[0]?.head.account).toBe('');
    expect(problems).toEqual([{ where: 'account', message: expect.stringContaining('after more than one batch') as unknown }]);
  });

  test('whose totals do not agree says so and is still read', () => {
    const { statements, problems } = collectText(statementFile(ACCOUNT + balance('OPBD', '1.00') + entry() + balance('CLBD', '12.00')));
    expect(problems).toEqual([]);
    expect(statements[0]?.foot).toMatchObject({ inBalance: false, opening: 100n, closing: 1_200n });
  });

  test('counts only booked entries for its balance', () => {
    const { statements } = collectText(
      statementFile(ACCOUNT + balance('OPBD', '1.00') + entry() + entry({ status: '<Sts>PDNG</Sts>', booked: '' }) + balance('CLBD', '11.00')),
    );
    expect(statements[0]?.foot).toMatchObject({ inBalance: true, credits: 2_000n });
    expect(statements[0]?.entries.map((each) => each.booked)).toEqual([true, false]);
  });

  test('takes the earliest opening and the latest closing balance of several', () => {
    const balances =
      balance('PRCD', '9.00') +
      balance('OPBD', '2.00', { on: '2026-09-02' }) +
      balance('OPBD', '1.00') +
      balance('CLBD', '4.00', { direction: 'DBIT', on: '2026-09-03' });
    const { statements } = collectText(statementFile(ACCOUNT + balances + balance('CLBD', '3.00', { on: '2026-09-02' })));
    expect(statements[0]?.foot).toMatchObject({ opening: 100n, openingOn: '2026-09-01', closing: -400n, closingOn: '2026-09-03' });
  });

  test('with a closing balance in another currency is not in balance, with the reason', () => {
    const { statements, problems } = collectText(statementFile(ACCOUNT + balance('OPBD', '0') + balance('CLBD', '10.00', { currencyCode: 'SEK' }) + entry()));
    expect(statements[0]?.foot).toMatchObject({ closing: null, inBalance: false });
    expect(problems[0]?.message).toContain('CLBD of 10.00 is in SEK, the account in EUR');
  });

  test('in a second block names the statement in its problems', () => {
    const two = statementFile(`${ACCOUNT}${entry()}</Stmt><Stmt><Id>S-2</Id>${entry({ amount: 'x' })}`);
    const { statements, problems } = collectText(two);
    expect(statements.map((each) => each.head.reference)).toEqual(['S-1', 'S-2']);
    expect(problems.map((each) => each.where)).toEqual(['statement 2, entry 1']);
  });
});

describe('other shapes of the messages', () => {
  test.each([
    ['BkToCstmrAcctRpt', 'Rpt', 'report'],
    ['BkToCstmrDbtCdtNtfctn', 'Ntfctn', 'notification'],
    ['BkToCstmrStmtV01', 'Stmt', 'statement'],
  ])('%s without a namespace is read', (message, block, kind) => {
    const { statements, refusal } = collectText(
      `<Document><${message}><${block}>${ACCOUNT}${entry({ status: '<Sts>BOOK</Sts>' })}</${block}></${message}></Document>`,
    );
    expect(refusal).toBeNull();
    expect(statements[0]?.head.kind).toBe(kind);
    expect(statements[0]?.entries[0]).toMatchObject({ minor: 1_000n, booked: true });
  });

  test('prefixed names inside an envelope of the bank are read', () => {
    const inner = statementFile(ACCOUNT + entry())
      .replace(/^.*\n/, '')
      .replace(/<(\/?)(?=[A-Z])/g, '<$1c:');
    const { statements } = collectText(`<Envelope><Header><Id>1</Id></Header>${inner}</Envelope>`);
    expect(statements[0]?.entries[0]?.minor).toBe(1_000n);
  });

  test('an entry of a report without a status is listed, not posted', () => {
    const { statements, problems } = collectText(`<Document><BkToCstmrAcctRpt><Rpt>${ACCOUNT}${entry({ status: '' })}</Rpt></BkToCstmrAcctRpt></Document>`);
    expect(statements[0]?.entries[0]?.booked).toBe(false);
    expect(problems).toHaveLength(1);
  });

  test('a camt message without a statement is a problem, not a crash', () => {
    const { statements, problems, refusal } = collectText('<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.052.001.02"></Document>');
    expect({ statements, refusal }).toEqual({ statements: [], refusal: null });
    expect(problems[0]?.message).toContain('no statement');
  });

  test('another XML document is refused', () => {
    expect(collectText('<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"><CstmrCdtTrfInitn/></Document>').refusal?.code).toBe('file.not_camt');
  });
});

describe('limits', () => {
  test('an entry with 3,000 details in one batch is taken apart completely', () => {
    const details = Array.from({ length: 3_000 }, (_, index) => detail('0.01', `N${index}`));
    const { statements, problems } = collectText(statementFile(ACCOUNT + entry({ amount: '30.00', details })));
    expect(problems).toEqual([]);
    expect(statements[0]?.entries).toHaveLength(3_000);
    expect(statements[0]?.entries.at(-1)).toMatchObject({ ordinal: 3_000, entry: 1, where: 'entry 1, detail 3000', minor: 1n, counterpartyName: 'N2999' });
  });

  test('an entry with more details than can be held stays one line and says so', () => {
    const { statements, problems } = collectText(statementFile(ACCOUNT + entry({ amount: '30.00', details: Array.from({ length: 200_001 }, () => '') })));
    expect(statements[0]?.entries.map((each) => each.minor)).toEqual([3_000n]);
    expect(statements[0]?.foot?.details).toBe(200_001);
    expect(problems[0]?.message).toContain('200001 details');
  });

  test('an entry with endless elements is refused', () => {
    expect(collectText(statementFile(ACCOUNT + entry({ more: '<X/>'.repeat(100_001) }))).refusal?.code).toBe('file.too_large');
  });

  test('a name or reference beyond any bank is cut, free text is kept', () => {
    const long = 'y'.repeat(5_000);
    const { statements } = collectText(statementFile(ACCOUNT + entry({ details: [`${detail('10.00', long)}<RmtInf><Ustrd>${long}</Ustrd></RmtInf>`] })));
    const [line] = statements[0]?.entries ?? [];
    expect([line?.counterpartyName.length, line?.references[0]?.value.length, line?.text.length]).toEqual([500, 500, 5_000]);
  });

  test('an element with more than a million characters is refused', () => {
    expect(collectText(statementFile(ACCOUNT + entry({ more: `<AddtlNtryInf>${'x'.repeat(1_000_001)}</AddtlNtryInf>` }))).refusal?.code).toBe('file.too_large');
  });
});

describe('any input', () => {
  test('of random bytes is read or refused, never more', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 5 }), (pieces) => {
        const { statements, refusal } = collect(pieces);
        expect(statements).toEqual([]);
        expect(refusal?.code).toMatch(/^file\./);
      }),
    );
  });

  test('made of a real file with bytes changed is read or refused, never more', () => {
    const bytes = new TextEncoder().encode(RICH);
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.oneof(fc.nat(255), fc.constantFrom(0x3c, 0x3e, 0x26, 0x2f, 0x20)));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
        const changed = bytes.slice();
        for (const [at, value] of changes) changed[at] = value;
        const { statements, refusal } = collect([changed]);
        expect(refusal !== null || statements.every((each) => each.foot !== null)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('cut off anywhere is refused', () => {
    const bytes = new TextEncoder().encode(RICH);
    for (let length = 0; length < bytes.length; length++) expect(collect([bytes.slice(0, length)]).refusal?.code).toMatch(/^file\.(truncated|empty|encoding)$/);
  });
});
