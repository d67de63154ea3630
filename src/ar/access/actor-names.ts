import type { Ctx } from './context.ts';

const PERSON = /^(user|key):(.+)$/;

/** The names behind actors such as `user:<id>` and `key:<id>`, by actor; also of users who have left. What has no name (the operator, automations) is not in it. */
export async function actorNames(ctx: Ctx, actors: Iterable<string>): Promise<ReadonlyMap<string, string>> {
  const ids = { user: new Set<string>(), key: new Set<string>() };
  for (const actor of actors) {
    const [, kind, id] = PERSON.exec(actor) ?? [];
    if (kind !== undefined && id !== undefined) ids[kind as 'user' | 'key'].add(id);
  }
  const names = new Map<string, string>();
  for (const kind of ['user', 'key'] as const) {
    if (ids[kind].size === 0) continue;
    const table = kind === 'user' ? 'app_user' : 'api_key';
    const rows = await ctx.tx.rowsText<{ id: string; name: string }>(`select id, name from ${table} where firm_id = $1 and id::text = any ($2::text[])`, [
      ctx.company.firmId,
      [...ids[kind]],
    ]);
    for (const row of rows) names.set(`${kind}:${row.id}`, row.name);
  }
  return names;
}
