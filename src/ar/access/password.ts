import { hashPassword, PASSWORD_COST, verifyPassword, type PasswordCost } from '../../foundation/crypto/password.ts';
import { Refusal } from '../../foundation/errors/refusal.ts';

const MIN_CHARACTERS = 12;
const MAX_CHARACTERS = 200;

export function normalEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** Length and no obvious guess; no rules of composition (NIST SP 800-63B, 3.1.1). Refuses `password.too_short`, `password.too_long`, `password.guessable`. */
export function checkPassword(password: string, person: { email: string; name: string }): void {
  const characters = [...password].length;
  if (characters < MIN_CHARACTERS)
    throw new Refusal('password.too_short', `A password has at least ${MIN_CHARACTERS} characters. A few words in a row are easy to keep in mind.`, {
      minCharacters: MIN_CHARACTERS,
    });
  if (characters > MAX_CHARACTERS)
    throw new Refusal('password.too_long', `A password has at most ${MAX_CHARACTERS} characters.`, { maxCharacters: MAX_CHARACTERS });
  const plain = password.toLowerCase();
  const compact = plain.replaceAll(/[^\p{L}\p{N}]/gu, '');
  const email = normalEmail(person.email);
  const obvious = new Set([email, email.replaceAll(/[^\p{L}\p{N}]/gu, ''), person.name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')]);
  const repeats = /^(.{1,4})\1+$/u.test(plain) || new Set(plain).size < 5;
  const walks = ['0123456789012345678901234567890', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiopasdfghjklzxcvbnm', 'qwertzuiopasdfghjklyxcvbnm'].some((row) =>
    row.includes(compact),
  );
  if (obvious.has(plain) || obvious.has(compact) || repeats || walks || COMMON.has(compact)) {
    throw new Refusal(
      'password.guessable',
      'This password is among the first that anyone would try: an e-mail address, a name, a row of keys or a repetition. Choose another.',
    );
  }
}

/** Long passwords that stand high in every published list of leaks, letters and digits only. */
const COMMON: ReadonlySet<string> = new Set([
  'password1234',
  'password12345',
  'password123456',
  'passwordpassword',
  'administrator',
  'administrator1',
  'letmeinletmein',
  'welcome12345',
  'iloveyou1234',
  'qwerty123456',
  'qwertyuiop12',
  '1q2w3e4r5t6y',
  'changemechangeme',
  'adminadminadmin',
  'accountsreceivable',
]);

const decoys = new Map<string, Promise<string>>();

/** As costly as a real check: how long an answer takes does not tell whether the e-mail is known. */
export async function verifyOrPretend(phc: string | null | undefined, password: string, cost: PasswordCost = PASSWORD_COST): Promise<boolean> {
  if (phc) return verifyPassword(phc, password);
  const key = `${cost.memoryKiB}/${cost.passes}`;
  let decoy = decoys.get(key);
  if (!decoy) decoys.set(key, (decoy = hashPassword('nobody has this password', cost)));
  await verifyPassword(await decoy, password);
  return false;
}
