import { describe, expect, it } from 'vitest';
import type { Output } from './output.ts';
import { runCommandLine } from './run-command-line.ts';

function recorded(): { out: Output; notes: string[]; written: string[] } {
  const notes: string[] = [];
  const written: string[] = [];
  const out: Output = {
    isTerminal: false,
    progressStream: undefined,
    write: (text) => {
      written.push(text);
      return Promise.resolve();
    },
    note: (sentence) => void notes.push(sentence),
  };
  return { out, notes, written };
}

describe('a refusal', () => {
  it('shows control and direction characters that it quotes as dots, and keeps its lines', async () => {
    const { out, notes } = recorded();
    expect(await runCommandLine(['report', 'aging', '--as-of', '\u001b[31mred\u0007\u202e'], out)).toBe(2);
    expect(notes.join('\n')).toContain('·[31mred··');
    expect(notes.join('\n')).toContain('\nSee dunlin --help');
    expect(notes.join('\n')).not.toMatch(/[\u001b\u0007\u202e]/);
  });

  it('tells a program the text as it is', async () => {
    const { out, written } = recorded();
    await runCommandLine(['report', 'aging', '--json', '--as-of', '\u001b[31mred'], out);
    expect(JSON.parse(written.join(''))).toMatchObject({ error: { code: 'usage', message: expect.stringContaining('\u001b[31mred') } });
  });
});
