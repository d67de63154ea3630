import { sql } from 'kysely';
import { insertRows } from '../../foundation/db/insert-rows.ts';
import { actorText, type Ctx } from '../access/context.ts';
import type { DunningPolicy } from './policy.ts';
import { dunningPolicyTable } from './tables.ts';

export type StoredPolicy = { code: string; version: number; content: unknown; state: 'active' | 'retired'; created_by: string; created_at: Date };

const COLUMNS = sql.raw('code, version, content, state, created_by, created_at');

/** The versions in force, by code; with `all` every version, the newest first. */
export async function listPolicies(ctx: Ctx, all = false): Promise<StoredPolicy[]> {
  const which = all ? sql`true` : sql`state = 'active'`;
  return ctx.tx.rows(sql<StoredPolicy>`select ${COLUMNS} from dunning_policy where company_id = ${ctx.company.id} and ${which} order by code, version desc`);
}

export async function activePolicy(ctx: Ctx, code: string): Promise<StoredPolicy | undefined> {
  return ctx.tx.first(sql<StoredPolicy>`select ${COLUMNS} from dunning_policy where company_id = ${ctx.company.id} and code = ${code} and state = 'active'`);
}

export async function policyVersion(ctx: Ctx, code: string, version: number): Promise<StoredPolicy | undefined> {
  return ctx.tx.first(
    sql<StoredPolicy>`select ${COLUMNS} from dunning_policy where company_id = ${ctx.company.id} and code = ${code} and version = ${version}`,
  );
}

/** Retires the version in force, and waits for whoever does so at the same moment. */
export async function retireActive(ctx: Ctx, code: string): Promise<number> {
  return ctx.tx.run(sql`update dunning_policy set state = 'retired' where company_id = ${ctx.company.id} and code = ${code} and state = 'active'`);
}

export async function insertVersion(ctx: Ctx, policy: DunningPolicy): Promise<number> {
  const last = await ctx.tx.first(
    sql<{
      version: number;
    }>`select coalesce(max(version), 0)::int as version from dunning_policy where company_id = ${ctx.company.id} and code = ${policy.code}`,
  );
  const version = (last?.version ?? 0) + 1;
  await insertRows(ctx.tx, dunningPolicyTable, [
    { company_id: ctx.company.id, code: policy.code, version, content: policy, state: 'active', created_by: actorText(ctx.actor), created_at: ctx.now },
  ]);
  return version;
}
