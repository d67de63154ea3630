import { Refusal } from '../../foundation/errors/refusal.ts';
import type { Ctx } from '../access/context.ts';
import { BANK_LINE_TRANSITIONS, type BankLineState, type StoredLine } from './bank-line.ts';
import { lockLine } from './match-store.ts';

/** The line, locked, if its state allows what is asked. Refuses `bank_line.not_found`, `bank_line.state`. */
export async function requireLine(ctx: Ctx, lineId: string, to: BankLineState): Promise<StoredLine> {
  const line = await lockLine(ctx, lineId);
  if (!line) throw new Refusal('bank_line.not_found', `There is no bank line ${lineId} in this company. Reload the list.`, { lineId });
  if (!BANK_LINE_TRANSITIONS[line.state].includes(to)) {
    // Who comes second is no reason to take back what the first one did.
    const text =
      line.state === 'applied' && to === 'applied'
        ? 'This bank line is applied already; nothing was booked twice. Look at it among the applied ones, and take it back only if it is wrong.'
        : `This bank line is ${line.state}; it cannot become ${to}.${line.state === 'applied' ? ' Undo its application first.' : ''}`;
    throw new Refusal('bank_line.state', text, { lineId, state: line.state, asked: to });
  }
  return line;
}
