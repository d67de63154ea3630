/** What the shell learns: all good; refused or failed; called wrongly; done, but with rows left out or problems to look at. */
export const EXIT = { ok: 0, refused: 1, usage: 2, partly: 3 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
