import { hash, verify, type Options } from '@node-rs/argon2';

/** RFC 9106's second recommendation made a little dearer than OWASP's floor: 64 MiB, three passes, about 0.1 s of one core. */
export type PasswordCost = { readonly memoryKiB: number; readonly passes: number };

export const PASSWORD_COST: PasswordCost = { memoryKiB: 65_536, passes: 3 };

const ARGON2ID: NonNullable<Options['algorithm']> = 2;

/** PHC string of argon2id with a fresh salt. */
export async function hashPassword(password: string, cost: PasswordCost = PASSWORD_COST): Promise<string> {
  return hash(password.normalize('NFKC'), { algorithm: ARGON2ID, memoryCost: cost.memoryKiB, timeCost: cost.passes, parallelism: 1 });
}

export async function verifyPassword(phc: string, password: string): Promise<boolean> {
  try {
    return await verify(phc, password.normalize('NFKC'));
  } catch {
    return false; // not a PHC string: nobody's password
  }
}
