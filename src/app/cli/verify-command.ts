import type { Command } from 'commander';
import type { Ctx } from '../../ar/access/context.ts';
import { listCompanies } from '../../ar/access/list-companies.ts';
import { verifyAudit } from '../../ar/access/verify-audit.ts';
import type { CheckResult } from '../../ar/insight/verify/check.ts';
import { verifyCompany } from '../../ar/insight/verify/verify-company.ts';
import { companyRunner, OPERATOR } from '../run-context.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { renderTable } from './print.ts';
import { chooseCompany, companyLeaf, show, withDatabase, type Cli, type CompanyOptions, type Session } from './session.ts';

const FAULTS = { event_missing: 'an event is gone', seal_missing: 'a seal is gone', changed: 'an event was changed after it was sealed' } as const;

async function auditCheck(ctx: Ctx): Promise<CheckResult> {
  const verdict = await verifyAudit(ctx);
  const { brokenAt } = verdict;
  const detail = brokenAt
    ? `the audit trail is an unbroken chain; at link ${brokenAt.seq} ${FAULTS[brokenAt.reason]}`
    : `the audit trail is an unbroken chain: ${verdict.sealed} events sealed, ${verdict.unsealedTail} waiting to be sealed, last hash ${verdict.head ?? 'none'}`;
  return { name: 'audit chain', ok: verdict.ok, rows: verdict.ok ? 0 : 1, detail };
}

async function runVerify(session: Session, options: CompanyOptions): Promise<ExitCode> {
  const { database } = session.opened;
  const companies = options.company === undefined ? await listCompanies(database) : [await chooseCompany(session.opened, options.company)];
  const checks: CheckResult[] = [];
  for (const company of companies) {
    const found = await companyRunner(database, company, OPERATOR).run(async (ctx) => [...(await verifyCompany(ctx)), await auditCheck(ctx)]);
    checks.push(...found.map((check) => (companies.length > 1 ? { ...check, name: `${company.slug}: ${check.name}` } : check)));
  }
  const ok = checks.every((check) => check.ok);
  await show(session, { ok, checks }, () => {
    if (companies.length === 0) return 'There is no company yet, so there is nothing to verify.\n';
    const table = renderTable<CheckResult>(
      [
        { title: '', value: (check) => (check.ok ? 'ok' : 'BROKEN') },
        { title: 'Check', value: (check) => check.name },
        { title: 'Rows', value: (check) => String(check.rows), align: 'right' },
        { title: 'What holds', value: (check) => check.detail },
      ],
      checks,
    );
    const broken = checks.filter((check) => !check.ok).length;
    return `${table}${ok ? `All ${checks.length} checks hold.` : `${broken} of ${checks.length} checks are broken; nothing was changed.`}\n`;
  });
  return ok ? EXIT.ok : EXIT.refused;
}

export function addVerifyCommand(program: Command, cli: Cli): void {
  companyLeaf(program, 'verify', 'prove every invariant of the books, of all companies or one').action(async (options: CompanyOptions) =>
    withDatabase(cli, options, (session) => runVerify(session, options)),
  );
}
