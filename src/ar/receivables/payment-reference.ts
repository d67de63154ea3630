export { rfReference } from '../cash-application/explain/rf.ts';
export { tokensOfNumber } from '../cash-application/explain/tokens.ts';
