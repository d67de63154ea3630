import type { Ctx } from '../access/context.ts';
import { findBankAccount } from './bank-account-store.ts';
import { findSameBytes, findSameStatement, refuseTwiceInFile, type ImportedBefore, type StatementIdentity } from './imported-before.ts';
import { inspectStatement, type Inspection, type StatementInFile } from './inspect-statement.ts';
import type { StatementSource } from './read-statement.ts';

export type ImportPreview = Omit<Inspection, 'statements'> & {
  /** `accountKnown`: statements of this account were imported before. */
  readonly statements: readonly (StatementInFile & { readonly accountKnown: boolean })[];
  /** Why an import would be refused: it is all there already. */
  readonly importedBefore: ImportedBefore | null;
};

/** What an import of a bank file would take in, without taking it in. Refuses what the import would refuse for the file's content; that it was imported before
 *  is told instead, with the day. */
export async function previewImport(ctx: Ctx, source: StatementSource & { readonly sha256: string }): Promise<ImportPreview> {
  const sameBytes = await findSameBytes(ctx, source.sha256);
  const inspection = await inspectStatement(source);
  const accounts = new Map<string, string | undefined>();
  for (const { account, currency } of inspection.statements) {
    const key = `${account}|${currency ?? ''}`;
    if (!accounts.has(key)) accounts.set(key, (await findBankAccount(ctx, account, currency ?? ctx.company.baseCurrency))?.id);
  }
  const idOf = ({ account, currency }: StatementInFile) => accounts.get(`${account}|${currency ?? ''}`);
  const identity = (one: StatementInFile, accountId: string): StatementIdentity => ({
    account_id: accountId,
    kind: one.kind,
    reference: one.reference,
    sequence: one.sequence,
    opening: one.opening,
    closing: one.closing,
    credits: one.credits,
    debits: one.debits,
    closing_on: one.closingOn,
  });
  refuseTwiceInFile(
    inspection.statements.map((one) => identity(one, `${one.account}|${one.currency ?? ''}`)),
    source.fileName,
  );
  const known = inspection.statements.flatMap((one) => {
    const accountId = idOf(one);
    return accountId === undefined ? [] : [identity(one, accountId)];
  });
  return {
    ...inspection,
    statements: inspection.statements.map((one) => ({ ...one, accountKnown: idOf(one) !== undefined })),
    importedBefore: sameBytes ?? (await findSameStatement(ctx, known)),
  };
}
