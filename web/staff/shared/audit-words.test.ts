import { beforeAll, describe, expect, it } from 'vitest';
import type { ApprovalState } from '../../../src/ar/work/approvals.ts';
import { isTest, sources, type SourceFile } from '../../../tests/architecture/source-tree.ts';

/** States that come out of a decision; the compiler misses one that is new. */
const DECIDED: Readonly<Record<Exclude<ApprovalState, 'waiting'>, true>> = { granted: true, rejected: true, withdrawn: true };

/** Actions that stand at no `action:` as a text, by the file that records them. */
const PUT_TOGETHER: Readonly<Record<string, readonly string[]>> = {
  'src/app/demo/load-demo.ts': ['demo.loaded'],
  'src/app/demo/open-world.ts': ['demo.began'],
  'src/ar/invoices/record-import.ts': ['invoices.imported', 'payments.imported'],
  'src/ar/messages/change-templates.ts': ['template.activated', 'template.retired', 'template.saved'],
  'src/ar/messages/read-inbox.ts': ['inbound.done', 'inbound.read'],
  'src/ar/work/approvals.ts': Object.keys(DECIDED).map((state) => `approval.${state}`),
};

/** Handed on within a file, where the texts stand as well. */
const HANDED_ON = /^(?:done|to)\.action$/;

type Recorded = { readonly file: string; readonly actions: readonly string[]; readonly unread: readonly string[] };

/** What stands behind `action:` up to the end of the value. */
function recordedIn({ path, code }: SourceFile): Recorded {
  const values = [...code.matchAll(/\baction(?:: ([^,}\n]+)|(?=,))/g)].map((found) => (found[1] ?? 'action').trim());
  const read = values.map((value) => ({ value, actions: [...value.matchAll(/'([a-z_]+\.[a-z_]+)'/g)].map((found) => found[1] ?? '') }));
  return {
    file: path,
    actions: read.flatMap(({ actions }) => actions),
    unread: read.flatMap(({ value, actions }) => (actions.length > 0 || HANDED_ON.test(value) || value.startsWith('string') ? [] : [value])),
  };
}

const recorded = sources()
  .filter(({ path, code }) => path.startsWith('src/') && !isTest(path) && /\brecordAudit\(/.test(code) && !path.endsWith('/record-audit.ts'))
  .map(recordedIn);

let words: { readonly en: Readonly<Record<string, string>>; readonly de: Readonly<Record<string, string>> };
let inWords: (action: string) => string | null;

beforeAll(async () => {
  // The words ask the page for its language when they are loaded.
  const had = 'document' in globalThis;
  if (!had) Object.assign(globalThis, { document: { documentElement: { lang: 'en' } } });
  ({ auditWords: words, actionInWords: inWords } = await import('./audit-words.ts'));
  if (!had) Reflect.deleteProperty(globalThis, 'document');
});

describe('the words of the audit trail', () => {
  it('are there for every action that a command records, and for no other', () => {
    expect(recorded.length).toBeGreaterThan(40);
    expect(
      recorded.filter(({ file, unread }) => unread.length > 0 !== file in PUT_TOGETHER).map(({ file, unread }) => `${file}: ${unread.join(', ')}`),
      'Write the action as a text, or say in PUT_TOGETHER what it can be.',
    ).toEqual([]);
    expect(
      recorded.filter(({ file, actions, unread }) => actions.length + unread.length === 0 && !(file in PUT_TOGETHER)).map(({ file }) => file),
      'Here events are recorded, and no action was found.',
    ).toEqual([]);
    const actions = new Set([...recorded.flatMap((one) => one.actions), ...Object.values(PUT_TOGETHER).flat()]);
    expect(Object.keys(words.en).toSorted(), 'Say them in web/staff/shared/audit-words.ts.').toEqual([...actions].toSorted());
    expect(Object.keys(words.de).toSorted()).toEqual(Object.keys(words.en).toSorted());
  });

  it('tell one action from another', () => {
    for (const language of ['en', 'de'] as const) expect(new Set(Object.values(words[language])).size).toBe(Object.keys(words[language]).length);
  });

  it('are none for an action that is new', () => {
    expect([inWords('period.closed'), inWords('period.eaten'), inWords('toString')]).toEqual(['Period closed', null, null]);
  });
});
