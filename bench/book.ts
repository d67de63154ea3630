import type { TaxCategory } from '../src/ar/invoices/invoice.ts';
import { createCustomers } from '../src/ar/customers/create-customers.ts';
import { issueInvoices } from '../src/ar/invoices/issue-invoices.ts';
import { addDays, type Day } from '../src/foundation/calendar/day.ts';
import { currency } from '../src/foundation/money/currency.ts';
import { seeded } from './result.ts';
import type { Workbench } from './workbench.ts';

/** What making a book needs of a workbench. */
export type BookMaker = Pick<Workbench, 'newId' | 'today' | 'run'>;

export const CHUNK = 2_000;

const WORDS = [
  'Alder',
  'Birch',
  'Cedar',
  'Dogwood',
  'Elm',
  'Fir',
  'Ginkgo',
  'Hazel',
  'Ironwood',
  'Juniper',
  'Larch',
  'Maple',
  'Oak',
  'Poplar',
  'Rowan',
  'Spruce',
  'Teak',
  'Willow',
  'Yew',
  'Zelkova',
];

export type BenchCustomer = { readonly id: string; readonly name: string; readonly iban: string };

/** One customer for every twenty invoices, at least ten. */
export async function makeCustomers(bench: BookMaker, invoices: number): Promise<BenchCustomer[]> {
  const customers = Array.from({ length: Math.max(10, Math.ceil(invoices / 20)) }, (_, i) => ({
    id: bench.newId(),
    name: `${WORDS[i % 20]} ${WORDS[Math.floor(i / 20) % 20]} ${i.toString(36).toUpperCase()} Trading GmbH`,
    iban: `DE${String(10 + (i % 89))}${String(i).padStart(18, '0')}`,
  }));
  for (let at = 0; at < customers.length; at += CHUNK) {
    await bench.run((ctx) =>
      createCustomers(
        ctx,
        customers.slice(at, at + CHUNK).map((c, i) => ({
          id: c.id,
          number: `K${at + i + 1}`,
          name: c.name,
          kind: 'business',
          parentId: null,
          country: 'DE',
          language: 'de',
          terms: 'NET30',
          creditLimit: null,
          email: null,
          iban: i % 2 === 0 ? c.iban : null,
          origin: 'entered',
        })),
      ),
    );
  }
  return customers;
}

const VAT: TaxCategory = 'S';

export type BenchInvoice = {
  readonly id: string;
  readonly number: string;
  readonly gross: bigint;
  readonly customer: number;
  readonly issuedOn: Day;
  readonly receivableIds: readonly string[];
};

/** Issues invoices of two to four lines over the last sixty days (or `overDays`), a unit of work for every two thousand; nothing of them is kept in memory but what `onIssued` keeps. */
export async function issueBook(
  bench: BookMaker,
  customers: readonly BenchCustomer[],
  invoices: number,
  onIssued: (issued: readonly BenchInvoice[]) => unknown,
  overDays = 60,
): Promise<void> {
  const random = seeded(7);
  const eur = currency('EUR');
  for (let at = 0; at < invoices; at += CHUNK) {
    const picks = Array.from({ length: Math.min(CHUNK, invoices - at) }, () => Math.floor(random() ** 2 * customers.length));
    const drafts = picks.map((customer) => ({
      customerId: customers[customer]?.id as string,
      currency: eur,
      issuedOn: addDays(bench.today, -Math.floor(random() * overDays)),
      lines: Array.from({ length: 2 + Math.floor(random() * 3) }, (_, line) => ({
        text: `Article ${line + 1}`,
        quantity: String(1 + Math.floor(random() * 9)),
        unitPrice: `${Math.floor(random() * 900) + 10}.${String(Math.floor(random() * 100)).padStart(2, '0')}`,
        taxCategory: VAT,
        taxRate: '19',
      })),
    }));
    const issued = await bench.run((ctx) => issueInvoices(ctx, drafts));
    await onIssued(
      issued.map(({ id, number, gross, receivableIds }, i) => ({
        id,
        number,
        gross,
        receivableIds,
        customer: picks[i] as number,
        issuedOn: drafts[i]?.issuedOn as Day,
      })),
    );
  }
}
