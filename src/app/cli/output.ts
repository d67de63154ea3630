import type { Writable } from 'node:stream';

/** The reader of our output went away (`dunlin export … | head`): nothing is wrong, and nothing more is to be done. */
export class OutputClosed extends Error {}

/** Results go to stdout, everything said beside them to stderr. */
export type Output = {
  readonly isTerminal: boolean;
  readonly progressStream: (Writable & { readonly isTTY?: boolean; readonly columns?: number }) | undefined;
  /** Waits while the reader is slow; throws `OutputClosed` when it is gone. */
  write(text: string): Promise<void>;
  /** One sentence to the person, on stderr. */
  note(sentence: string): void;
};

/** `target` with back-pressure. */
export function writerTo(target: Writable): (text: string) => Promise<void> {
  let failure: Error | undefined;
  target.on('error', (error: NodeJS.ErrnoException) => {
    failure = error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED' ? new OutputClosed() : error;
  });
  return (text) =>
    new Promise((resolve, reject) => {
      if (failure) return reject(failure);
      target.write(text, (error) => {
        if (error) reject(failure ?? ('code' in error && error.code === 'EPIPE' ? new OutputClosed() : error));
        else resolve();
      });
    });
}

export function processOutput(): Output {
  // A closed stderr is no reason to stop.
  process.stderr.on('error', () => undefined);
  return {
    isTerminal: process.stdout.isTTY,
    progressStream: process.stderr.isTTY ? process.stderr : undefined,
    write: writerTo(process.stdout),
    note: (sentence) => void process.stderr.write(`${sentence}\n`),
  };
}
