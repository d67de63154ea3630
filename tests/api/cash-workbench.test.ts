import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Company } from '../../src/ar/access/context.ts';
import { dayInZone } from '../../src/foundation/calendar/day.ts';
import { testApi, type TestApi } from '../support/test-api.ts';
import type { StatementLine } from '../support/camt-text.ts';
import { clientOf, importLines, invoiceOf, issue, itemsOf, makeCustomer, runToItsEnd, type CompanyClient, type Json } from './company-client.ts';

let api: TestApi;
let company: Company;
let client: CompanyClient;

beforeAll(async () => {
  api = await testApi();
});
afterAll(() => api.close());

async function freshCompany(name: string): Promise<void> {
  company = await api.company(name);
  client = clientOf(api, company, await api.key(company));
}

const DAY_MS = 86_400_000;
const today = () => dayInZone(api.now(), 'Europe/Berlin');

const ALDER = { name: 'Aldebaran Tea Ltd', iban: 'DE02120300000000202051' };
const LAMPS = { name: 'Brockwell Lamps GmbH', iban: 'DE02500105170137075030' };

function lineOf(payer: { name: string; iban?: string }, text: string, minor: bigint): StatementLine {
  return { minor, bookedOn: today(), text, ...payer };
}

async function lines(query: string): Promise<Json[]> {
  return itemsOf(await client.read(`/cash-lines?${query}`));
}

async function lineWith(query: string, text: string): Promise<string> {
  const found = (await lines(query)).find((line) => line['text'] === text);
  expect([text, found !== undefined]).toEqual([text, true]);
  return String(found?.['id']);
}

async function expectSoundBooks(): Promise<void> {
  const verdict = await client.read('/verify');
  expect((verdict['checks'] as Json[]).filter((check) => check['ok'] !== true)).toEqual([]);
}

describe('the bands of the workbench', () => {
  let alder: string;
  let receivables: string[];

  beforeAll(async () => {
    await freshCompany('Bands');
    alder = await makeCustomer(client, 'A-1', ALDER.name);
    await makeCustomer(client, 'B-1', LAMPS.name);
    const issued = await issue(client, ...['100.00', '200.00', '300.00', '400.00', '500.00'].map((net) => invoiceOf('A-1', net)), invoiceOf('B-1', '700.00'));
    receivables = issued.flatMap((one) => one.receivableIds);
  });

  it('tell nothing where nothing is', async () => {
    const empty = { totals: [] };
    expect(await client.read('/cash-bands')).toMatchObject({
      on: today(),
      applied: { ...empty, byMachine: 0, judged: { appliedByMachine: 0, takenBack: 0, precision: null } },
      confirm: { ...empty, judged: { decided: 0, firstRight: 0, share: null } },
      unmatched: { ...empty, judged: { solved: 0, medianDays: null } },
      outgoing: empty,
    });
  });

  it('sort what a run has left: applied, to confirm, unmatched, outgoing', async () => {
    await importLines(
      client,
      lineOf(ALDER, 'INV-000001', 11_900n),
      lineOf(ALDER, 'INV-000002', 23_800n),
      lineOf({ name: 'Aldebaran Trading' }, 'for tea', 35_700n),
      lineOf({ name: 'Aldebaran Trading' }, 'more tea', 47_600n),
      lineOf({ name: 'Nobody' }, 'what is this', 7_777n),
      lineOf({ name: 'Nobody else' }, 'nor this', 5_555n),
      lineOf({ name: 'Landlord' }, 'Rent', -90_000n),
    );
    await runToItsEnd(client, 'auto');
    expect(await client.read('/cash-bands')).toMatchObject({
      applied: { totals: [{ currency: 'EUR', lines: 2, amount: '357.00' }], byMachine: 2, judged: { appliedByMachine: 2, takenBack: 0, precision: '100.00' } },
      confirm: { totals: [{ currency: 'EUR', lines: 2, amount: '833.00' }] },
      unmatched: { totals: [{ currency: 'EUR', lines: 2, amount: '133.32' }] },
      outgoing: { totals: [{ currency: 'EUR', lines: 1, amount: '-900.00' }] },
    });
    expect((await client.read('/cash-bands?on=2026-01-01'))['applied']).toMatchObject({ totals: [] });
  });

  it('list their lines, the largest or the newest first, page by page, with the explanation in short', async () => {
    const waiting = await lines('band=confirm&sort=amount');
    expect(waiting).toMatchObject([
      {
        amount: '476.00',
        state: 'proposed',
        reason: { code: 'payer_by_name_only', sentence: 'the payer is known by words of the name only' },
        best: { kind: 'exact', pattern: 'single', customerId: alder, customerName: ALDER.name, receivables: 1, short: null, over: null },
        applied: null,
        can: { confirm: true, correct: true, setAside: true, undo: 'bank_line.state' },
      },
      { amount: '357.00' },
    ]);
    const applied = await lines('band=applied');
    expect(applied.map((line) => `${String(line['amount'])} by ${String((line['applied'] as Json)['by'])}`).toSorted()).toEqual([
      '119.00 by machine',
      '238.00 by machine',
    ]);
    expect(applied[0]).toMatchObject({ reason: { code: 'references_exact' }, best: { evidence: { code: 'names_number' } }, can: { undo: true } });
    expect(await lines('band=outgoing')).toMatchObject([{ amount: '-900.00', best: null, reason: { code: 'not_incoming' }, can: { tieOutgoing: true } }]);
    for (const query of ['band=unmatched', 'band=unmatched&sort=amount', 'band=applied', 'band=applied&sort=amount']) {
      const all = (await lines(query)).map((line) => line['id']);
      expect(all).toHaveLength(2);
      const first = await client.read(`/cash-lines?${query}&limit=1`);
      const second = await client.read(`/cash-lines?${query}&limit=1&cursor=${String(first['next'])}`);
      expect([query, ...[...itemsOf(first), ...itemsOf(second)].map((line) => line['id']), second['next']]).toEqual([query, ...all, null]);
    }
    const sorted = await client.get('/cash-lines?band=unmatched&sort=amount&limit=1');
    expect((await client.get(`/cash-lines?band=unmatched&cursor=${String(sorted.body['next'])}`)).body['code']).toBe('cursor.invalid');
  });

  it('judge the machine by what people did with its proposals', async () => {
    const first = await lineWith('band=confirm', 'for tea');
    const second = await lineWith('band=confirm', 'more tea');
    await client.post(`/bank-lines/${first}/confirm`, {});
    // Another receivable than the machine had picked.
    await client.post(`/bank-lines/${second}/correct`, { customerId: alder, parts: [{ receivableId: receivables[4], amount: '476.00' }] });
    const bands = await client.read('/cash-bands');
    expect(bands).toMatchObject({
      applied: { totals: [{ lines: 4 }], byMachine: 2 },
      confirm: { totals: [], judged: { decided: 2, firstRight: 1, share: '50.00' } },
      unmatched: { judged: { solved: 0, medianDays: null } },
    });
    // By hand, but just what the machine had said.
    await client.post(`/bank-lines/${second}/undo`, { reason: 'it was right after all' });
    await client.post(`/bank-lines/${second}/correct`, { customerId: alder, parts: [{ receivableId: receivables[3], amount: '476.00' }] });
    expect((await client.read('/cash-bands'))['confirm']).toMatchObject({ judged: { decided: 2, firstRight: 2, share: '100.00' } });
    expect((await lines('band=applied')).find((line) => line['id'] === second)).toMatchObject({
      reason: { code: 'confirmed' },
      applied: { by: 'person' },
      best: { pattern: 'person', probability: 1 },
    });
  });

  it('count what a person took back of the machine, and how long the unmatched waited', async () => {
    const machine = await lineWith('band=applied', 'INV-000002');
    await client.post(`/bank-lines/${machine}/undo`, { reason: 'paid twice' });
    api.pass(2 * DAY_MS);
    await client.post(`/bank-lines/${await lineWith('band=unmatched', 'what is this')}/set-aside`, { reason: 'not ours' });
    api.pass(2 * DAY_MS);
    const second = await lineWith('band=unmatched', 'nor this');
    await client.post(`/bank-lines/${second}/correct`, { customerId: alder, parts: [] });
    const bands = await client.read('/cash-bands');
    expect(bands).toMatchObject({
      on: today(),
      applied: { totals: [{ lines: 1, amount: '55.55' }], byMachine: 0, judged: { appliedByMachine: 2, takenBack: 1, precision: '50.00' } },
      // The line whose application was taken back waits again, unmatched.
      unmatched: { totals: [{ lines: 1, amount: '238.00' }], judged: { solved: 2, medianDays: '3.0' } },
      confirm: { judged: { decided: 2, firstRight: 2 } },
    });
    expect((await client.read(`/reports/metrics?from=${String(bands['since'])}&only=autoMatchPrecision`))['base']).toMatchObject({
      figures: { autoMatchPrecision: { value: '50.00', parts: { autoApplied: 2, takenBack: 1 } } },
    });
    expect(await lines('band=set_aside')).toMatchObject([{ text: 'what is this', reason: { code: 'not_receivables' }, can: { undo: true } }]);
    await expectSoundBooks();
  });
});

describe('open receivables are found', () => {
  let alder: string;
  const found = async (query: string) => itemsOf(await client.read(`/open-receivables?${query}`)).map((item) => item['number']);

  beforeAll(async () => {
    await freshCompany('Search');
    alder = await makeCustomer(client, 'A-1', 'Aldebaran Tea Ltd');
    await makeCustomer(client, 'B-1', 'Brockwell Lamps GmbH');
    await issue(client, invoiceOf('A-1', '100.00'), invoiceOf('B-1', '100.00'), invoiceOf('B-1', '300.00'));
  });

  it('by the beginning of a number, of its digits, of words of a name, by customer and by amount', async () => {
    expect(await found('q=INV-000003')).toEqual(['INV-000003']);
    expect(await found('q=inv-0000')).toEqual(['INV-000001', 'INV-000002', 'INV-000003']);
    expect(await found('q=brock')).toEqual(['INV-000002', 'INV-000003']);
    expect(await found('q=lam%20brockw')).toEqual(['INV-000002', 'INV-000003']);
    expect(await found('q=B-1')).toEqual(['INV-000002', 'INV-000003']);
    expect(await found(`customer=${alder}`)).toEqual(['INV-000001']);
    expect(await found('amount=119.00')).toEqual(['INV-000001', 'INV-000002']);
    expect(await found('amount=119.00&q=brock')).toEqual(['INV-000002']);
    expect(await found('amount=119.00&currency=USD')).toEqual([]);
    await issue(client, { ...invoiceOf('B-1', '400.00'), issuedOn: today(), terms: '2/10 NET 30' });
    expect(await found('amount=476.00')).toEqual(['INV-000004']);
    // 476.00 less two percent.
    expect(await found('amount=466.48')).toEqual(['INV-000004']);
    expect(await found('q=nothing')).toEqual([]);
    expect(await found('q=%21')).toEqual([]);
    expect(await found('')).toHaveLength(4);
    expect((await client.get('/open-receivables?amount=1.001')).body['code']).toBe('amount.invalid');
  });

  it('with customer, due day and what is open, until they are paid', async () => {
    expect(itemsOf(await client.read('/open-receivables?q=INV-000001'))).toMatchObject([
      {
        customerId: alder,
        customerNumber: 'A-1',
        customerName: 'Aldebaran Tea Ltd',
        dueOn: '2026-04-01',
        amount: '119.00',
        open: '119.00',
        discount: null,
        held: null,
      },
    ]);
    await importLines(client, lineOf(ALDER, 'INV-000001', 11_900n));
    await runToItsEnd(client, 'auto');
    expect(await found('q=INV-000001')).toEqual([]);
  });
});

describe('a bank line in the workbench', () => {
  let alder: string;
  let receivables: string[];

  beforeAll(async () => {
    await freshCompany('Line');
    alder = await makeCustomer(client, 'A-1', ALDER.name);
    receivables = (await issue(client, ...['100.00', '200.00', '300.00'].map((net) => invoiceOf('A-1', net)))).flatMap((one) => one.receivableIds);
    await importLines(client, lineOf(ALDER, 'Grüße: INV-000001, 000002 abzgl. Palettenschaden', 35_000n));
    await runToItsEnd(client, 'approve');
  });

  it('says what is open, what would stay open, why each receivable, and where the text says so', async () => {
    const line = await client.read(`/bank-lines/${String((await lines('band=confirm'))[0]?.['id'])}`);
    const text = String(line['text']);
    const marked = (line['marks'] as { from: number; to: number; kind: string }[]).map(({ from, to, kind }) => [text.slice(from, to), kind]);
    expect(marked).toEqual([
      ['INV-000001', 'number'],
      ['000002', 'number'],
      ['Palettenschaden', 'short_reason'],
    ]);
    expect(line).toMatchObject({ shortReasonHint: 'damaged_goods', shortPayments: [], can: { confirm: true } });
    const [best] = line['proposals'] as { explanation: Json }[];
    expect(best?.explanation).toMatchObject({
      kind: 'short',
      customerName: ALDER.name,
      parts: [
        { invoiceNumber: 'INV-000001', amount: '119.00', open: '119.00', dueOn: '2026-04-01', staysOpen: '0.00', clue: 'names_number' },
        { invoiceNumber: 'INV-000002', amount: '231.00', open: '238.00', staysOpen: '7.00' },
      ],
    });
    expect((await lines('band=confirm'))[0]).toMatchObject({ best: { kind: 'short', short: '7.00', receivables: 2, customerName: ALDER.name } });
  });

  it('confirmed with a reason holds what stays open as disputed, and an undo lets go of it', async () => {
    const id = String((await lines('band=confirm'))[0]?.['id']);
    const confirmed = await client.post(`/bank-lines/${id}/confirm`, { shortReason: 'damaged_goods' });
    expect(confirmed).toMatchObject({
      state: 'applied',
      shortPayments: [{ receivableId: receivables[1], invoiceNumber: 'INV-000002', amount: '7.00', reason: 'damaged_goods' }],
      can: { undo: true },
    });
    const [applied] = confirmed['proposals'] as { explanation: { parts: Json[] } }[];
    expect(applied?.explanation.parts).toMatchObject([
      { open: '0.00', staysOpen: '0.00' },
      { open: '7.00', staysOpen: '7.00' },
    ]);
    const held = async () => itemsOf(await client.read(`/open-receivables?customer=${alder}`)).map((one) => [one['number'], one['open'], one['held']]);
    expect(await held()).toEqual([
      ['INV-000002', '7.00', 'dispute'],
      ['INV-000003', '357.00', null],
    ]);
    expect(await client.post(`/bank-lines/${id}/undo`, { reason: 'asked too early' })).toMatchObject({ state: 'open', shortPayments: [] });
    expect((await held()).map(([, , kind]) => kind)).toEqual([null, null, null]);
    await expectSoundBooks();
  });

  it('explained by hand takes a reason too, and refuses one for what is settled', async () => {
    const id = String((await lines('band=unmatched'))[0]?.['id']);
    const explained = (amount: string) =>
      client.send('POST', `/bank-lines/${id}/correct`, { customerId: alder, parts: [{ receivableId: receivables[1], amount }], shortReason: 'freight' });
    const full = await explained('238.00');
    expect([full.status, full.body['code']]).toEqual([422, 'cash.not_short']);
    expect((await lines('band=unmatched')).map((line) => line['id'])).toEqual([id]);
    expect((await explained('230.00')).body).toMatchObject({ shortPayments: [{ amount: '8.00', reason: 'freight' }] });
    expect((await client.send('POST', `/bank-lines/${id}/correct`, { customerId: alder, parts: [], shortReason: 'luck' })).status).toBe(422);
    await expectSoundBooks();
  });
});
