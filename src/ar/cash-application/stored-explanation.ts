import { z } from 'zod';
import type { Explanation, ExplanationKind, ExplanationPattern } from './explain/explanation.ts';

const KINDS = ['exact', 'discount', 'tolerance', 'short', 'over', 'known_money'] as const satisfies readonly ExplanationKind[];
const PATTERNS = ['references', 'single', 'balance', 'run', 'pair', 'subset', 'known'] as const satisfies readonly ExplanationPattern[];

const amount = z.string().regex(/^\d+$/).transform(BigInt);

const shape = z.object({
  kind: z.enum(KINDS),
  pattern: z.enum(PATTERNS),
  customerId: z.uuid(),
  parts: z.array(z.object({ receivableId: z.uuid(), minor: amount, discountMinor: amount, toleranceMinor: amount })),
  rest: amount,
  paymentId: z.uuid().optional(),
  probability: z.number(),
});

/** An explanation as it was stored with its proposal; amounts travel as strings. */
export function readExplanation(stored: unknown): Explanation {
  const { paymentId, ...read } = shape.parse(stored);
  return { ...read, evidence: [], ...(paymentId ? { paymentId } : {}) };
}
