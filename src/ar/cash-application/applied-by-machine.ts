import { sql, type RawBuilder } from 'kysely';

/** Whether a proposal was applied by a run of mode `auto` without a person: its run and its decision say so, also after it was undone.
 *  `alias`: of the proposal in the query. */
export function appliedByMachine(alias: 'p' | 'f'): RawBuilder<unknown> {
  const of = (column: string) => sql.raw(`${alias}.${column}`);
  return sql`(
    ${of('rank')} = 1 and ${of('state')} in ('applied', 'undone') and ${of('explanation')}->>'decision' = 'apply'
    and exists (select 1 from run where run.company_id = ${of('company_id')} and run.id = ${of('run_id')} and run.mode = 'auto'))`;
}
