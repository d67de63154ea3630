/** Values that make a refusal understandable: shown to people, returned by the API. Never secrets, IBANs or texts of persons. */
export type RefusalDetails = Readonly<Record<string, string | number | bigint | boolean | null>>;

/** An expected "no": the input or the state does not allow the command. Rolls the unit of work back.
 *  `code` is `<noun>.<reason>` and stands in docs/errors.md; `message` says what happened, to what, and what to do next. */
export class Refusal extends Error {
  readonly code: string;
  readonly details: RefusalDetails;

  constructor(code: string, message: string, details: RefusalDetails = {}) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.details = details;
  }
}

/** A state that our own code should have made impossible. Ends the unit of work and is reported as a defect. */
export class Bug extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Bug';
  }
}

/** Checks what our own code promises; never used for input. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Bug(message);
}

/** One place in an input that could not be read, with the way to it (`line 12, column Amount`). */
export type Problem = { readonly where: string; readonly message: string };
