import type { Problem } from '../../foundation/errors/refusal.ts';

const MAX_KEPT = 1_000;

/** Problems of a file in its order. A file in which every line is bad must not fill the memory: after the first thousand they are only counted. */
export type ProblemList = {
  add(problem: Problem): void;
  /** All, also those that were not kept. */
  readonly total: number;
  /** The kept ones; where more were found, the last one says how many. */
  all(): Problem[];
};

export function createProblemList(): ProblemList {
  const kept: Problem[] = [];
  let total = 0;
  return {
    add(problem) {
      total++;
      if (kept.length < MAX_KEPT) kept.push(problem);
    },
    get total() {
      return total;
    },
    all: () =>
      total > kept.length
        ? [
            ...kept,
            {
              where: 'file',
              message: `${total - kept.length} more problems were found and are not listed; mend these first, or ask the bank for the file again`,
            },
          ]
        : kept,
  };
}
