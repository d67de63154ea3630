import { CUSTOMER_FIELDS } from '../../formats/csv/customer-row.ts';
import { profileOfText } from '../../formats/csv/profile-text.ts';
import { readCustomerRows } from '../../formats/csv/read-customer-rows.ts';
import { cutPage, decodeCursor } from '../../foundation/contract/cursor.ts';
import { present } from '../../foundation/contract/present.ts';
import { rolledBack } from '../../foundation/db/kept-or-not.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Currency } from '../../foundation/money/currency.ts';
import { formatDecimal } from '../../foundation/money/money.ts';
import { requireAmount } from '../../foundation/money/require-amount.ts';
import { z } from 'zod';
import { plainText } from '../../foundation/contract/page.ts';
import type { ApiHandlers } from '../access/api-contexts.ts';
import type { Ctx } from '../access/context.ts';
import { addContact, removeContact } from './change-contacts.ts';
import { addCustomer } from './add-customer.ts';
import { changeCustomer } from './change-customer.ts';
import type { customersOperations } from './contract.ts';
import { getCustomer } from './get-customer.ts';
import { importCustomers } from './import-customers.ts';
import type { ProgressBoard } from './import-progress.ts';
import { acceptedSuggestions, importReport } from './import-report.ts';
import { listCustomers } from './list-customers.ts';
import { setCreditLimit } from './set-credit-limit.ts';
import { listCustomerGroups, setCustomerGroup } from './set-customer-group.ts';

/** What stands open with a customer. */
export type CustomerBalance = {
  readonly currency: Currency;
  readonly open: bigint;
  readonly overdue: bigint;
  readonly openCount: number;
  readonly credits: bigint;
};

/** Receivables come later than customers: who wires the slices hands their read in. */
export type CustomersRoutesDeps = {
  readonly progress: ProgressBoard;
  readonly balancesOf: (ctx: Ctx, customerId: string) => Promise<readonly CustomerBalance[]>;
};

function viewer(deps: CustomersRoutesDeps) {
  return async (ctx: Ctx, id: string) => {
    const { customer: c, contacts, members } = await getCustomer(ctx, id);
    const { credit_limit_minor: minor, credit_limit_currency: currency } = c;
    return {
      id: c.id,
      number: c.number,
      name: c.name,
      kind: c.kind,
      parent: c.parent_id === null ? null : { id: c.parent_id, number: c.parent_number ?? '', name: c.parent_name ?? '' },
      members,
      country: c.country,
      language: c.language,
      terms: c.terms,
      group: c.customer_group,
      timeZone: c.time_zone,
      addressLines: c.address_lines,
      postalCode: c.postal_code,
      city: c.city,
      vatId: c.vat_id,
      creditLimit: minor === null || currency === null ? null : { amount: formatDecimal(minor, currency), currency },
      allocationOrder: c.allocation_order,
      origin: c.origin,
      createdAt: c.created_at.toISOString(),
      contacts,
      balances: (await deps.balancesOf(ctx, id)).map((balance) => ({
        currency: balance.currency,
        open: formatDecimal(balance.open, balance.currency),
        overdue: formatDecimal(balance.overdue, balance.currency),
        openCount: balance.openCount,
        credits: formatDecimal(balance.credits, balance.currency),
      })),
    };
  };
}

export function customersHandlers(deps: CustomersRoutesDeps): ApiHandlers<typeof customersOperations> {
  const view = viewer(deps);
  return {
    listCustomers: async ({ ctx, query }) => {
      const place = decodeCursor(query.cursor, z.tuple([plainText(300)]));
      const rows = await listCustomers(ctx, { search: query.q ?? null, after: place?.[0] ?? null, limit: query.limit + 1 });
      return cutPage(rows, {
        limit: query.limit,
        place: (last) => [last.number],
        item: ({ parent_id: parentId, ...row }) => ({ ...row, parentId }),
      });
    },
    getCustomer: ({ ctx, params }) => view(ctx, params.customer),
    createCustomer: async ({ ctx, body }) => view(ctx, await addCustomer(ctx, present(body))),
    updateCustomer: async ({ ctx, params, body }) => {
      const { expected, ...change } = body;
      await changeCustomer(ctx, params.customer, present(change), present(expected ?? {}));
      return view(ctx, params.customer);
    },
    listCustomerGroups: async ({ ctx }) => ({ items: await listCustomerGroups(ctx) }),
    setCustomerGroup: async ({ ctx, body }) => ({ changed: await setCustomerGroup(ctx, body.customerIds, body.group) }),
    setCreditLimit: async ({ ctx, params, body }) => {
      const limit = body.limit && { minor: requireAmount(body.limit.amount, body.limit.currency, 'The credit limit'), currency: body.limit.currency };
      if (limit && limit.minor < 0n) throw new Refusal('credit_limit.negative', 'A credit limit is an amount of zero or more. Leave it out to have none.', {});
      await setCreditLimit(ctx, params.customer, limit, body.reason);
      return view(ctx, params.customer);
    },
    addContact: ({ ctx, params, body }) => addContact(ctx, params.customer, present(body)),
    removeContact: ({ ctx, params }) => removeContact(ctx, params.customer, params.contact),
    importCustomers: ({ ctx, query, upload }) => {
      const profile = profileOfText(query.profile, CUSTOMER_FIELDS);
      const dryRun = query.dryRun === true;
      const followed = deps.progress.follow(ctx, query.progress, upload);
      const work = async () => {
        const rows = readCustomerRows(followed.open(), {
          defaultCurrency: ctx.company.baseCurrency,
          accepted: acceptedSuggestions(query.accept),
          wholeRows: query.wholeRows === true,
          ...(profile === undefined ? {} : { profile }),
        });
        const result = await importCustomers(ctx, followed.counted(rows));
        const [first] = result.problems;
        if (query.strict === true && first) {
          throw new Refusal('import.strict', `${first.where}: ${first.message}. Nothing was imported, as asked; mend the file or import it without strict.`, {
            problems: result.problems.length,
          });
        }
        return result;
      };
      return followed.until(async () => {
        const { read, imported, updated, problems, tally } = dryRun ? await rolledBack(ctx.tx, work) : await work();
        return { read, imported, updated, dryRun, ...importReport({ problems, read, tally, profile }) };
      });
    },
    listImportProgress: ({ ctx, query }) => {
      const progress = deps.progress.find(ctx, query.import);
      return { items: progress ? [progress] : [] };
    },
  };
}
