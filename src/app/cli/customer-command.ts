import { InvalidArgumentError, type Command } from 'commander';
import { findByNumbers } from '../../ar/customers/find-customers.ts';
import { listCustomerGroups, setCustomerGroup } from '../../ar/customers/set-customer-group.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';
import { renderTable, visible } from './print.ts';
import { companyLeaf, show, withCompany, type Cli, type CompanyOptions, type CompanySession } from './session.ts';

const MAX_GROUP_CHARACTERS = 60;

function groupOf(text: string): string {
  const group = text.trim();
  if (group === '-') return '';
  if (group === '' || group.length > MAX_GROUP_CHARACTERS || visible(group) !== group)
    throw new InvalidArgumentError(`A group has a name of 1 to ${MAX_GROUP_CHARACTERS} characters; - takes customers out of theirs.`);
  return group;
}

async function runGroup(session: CompanySession, name: string, numbers: readonly string[]): Promise<void> {
  const group = groupOf(name);
  const changed = await session.runner.run(async (ctx) => {
    const found = await findByNumbers(ctx, numbers);
    const known = new Set(found.map((customer) => customer.number));
    const unknown = numbers.find((number) => !known.has(number));
    if (unknown !== undefined)
      throw new Refusal('customer.not_found', `There is no customer with the number "${unknown}" in this company. Nobody was moved; check the number.`, {
        number: unknown,
      });
    return setCustomerGroup(
      ctx,
      found.map((customer) => customer.id),
      group,
    );
  });
  const where = group === '' ? 'taken out of their groups' : `moved to the group ${visible(group)}`;
  await show(session, { group, changed }, () => `${changed} ${changed === 1 ? 'customer was' : 'customers were'} ${where}.\n`);
}

async function runGroups(session: CompanySession): Promise<void> {
  const groups = await session.runner.read(listCustomerGroups);
  await show(session, { groups }, () =>
    groups.length === 0
      ? 'No customer is in a group.\n'
      : renderTable(
          [
            { title: 'Group', value: (row) => row.group },
            { title: 'Customers', value: (row) => String(row.customers), align: 'right' },
          ],
          groups,
        ),
  );
}

export function addCustomerCommands(program: Command, cli: Cli): void {
  const group = program.command('customers').description('who owes the company');
  companyLeaf(group, 'group <group> <number...>', 'put customers into a pilot group, or out of theirs with -').action(
    async (name: string, numbers: readonly string[], options: CompanyOptions) =>
      withCompany(cli, options, (session) => runGroup(session, name, [...new Set(numbers)])),
  );
  companyLeaf(group, 'groups', 'list the pilot groups that have customers').action(async (options: CompanyOptions) => withCompany(cli, options, runGroups));
}
