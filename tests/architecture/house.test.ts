import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isTest, SLICES, sliceOf, sources, type Import, type SourceFile } from './source-tree.ts';

const ORDER = new Map<string, number>(SLICES.map((name, index) => [name, index]));

/** Slices whose business it is to read or write files of the outside. */
const USERS_OF_FORMATS = new Set(['cash-application', 'customers', 'invoices', 'payments']);

type Edge = { readonly from: SourceFile; readonly to: string; readonly edge: Import };

const production = sources().filter((file) => !isTest(file.path));

function edges(select: (file: SourceFile) => boolean): Edge[] {
  return production.filter(select).flatMap((from) => from.imports.flatMap((edge) => (edge.target === undefined ? [] : [{ from, to: edge.target, edge }])));
}

function broken(found: readonly Edge[], remedy: (edge: Edge) => string | undefined): string[] {
  return found.flatMap((edge) => {
    const text = remedy(edge);
    return text === undefined ? [] : [`${edge.from.path}:${edge.edge.line} imports ${edge.to}: ${text}`];
  });
}

function within(file: string, ...folders: readonly string[]): boolean {
  return folders.some((folder) => file.startsWith(`${folder}/`));
}

describe('the house', () => {
  it('has no room that is not on the plan', () => {
    const unknown = new Set(production.map((file) => sliceOf(file.path)).filter((slice) => slice !== undefined && !ORDER.has(slice)));
    expect(
      [...unknown],
      'A folder of src/ar is not in SLICES (tests/architecture/source-tree.ts). Put it into the order of money, or into an existing slice.',
    ).toEqual([]);
    const rooms = new Set(production.filter((file) => file.path.startsWith('src/')).map((file) => file.path.split('/').slice(0, 2).join('/')));
    const plan = ['src/main.ts', 'src/app', 'src/ar', 'src/connectors', 'src/formats', 'src/documents', 'src/foundation'];
    expect(
      [...rooms].filter((room) => !plan.includes(room)),
      `src/ holds only ${plan.join(', ')}. Move the rest into the room whose business it is.`,
    ).toEqual([]);
  });

  it('calls down and signals up: a slice imports only slices before it', () => {
    const found = broken(
      edges((file) => sliceOf(file.path) !== undefined),
      ({ from, to }) => {
        const own = sliceOf(from.path) as string;
        const other = sliceOf(to);
        if (other === undefined || other === own) return undefined;
        if ((ORDER.get(other) ?? Infinity) < (ORDER.get(own) ?? -1)) return undefined;
        return `${other} comes after ${own}. Signal an event (src/app/signals.ts), or move the rule down into the slice that owns it.`;
      },
    );
    expect(found).toEqual([]);
  });

  it('slices import slices, foundation and, where it is their business, formats; nothing else', () => {
    const found = broken(
      edges((file) => sliceOf(file.path) !== undefined),
      ({ from, to }) => {
        if (within(to, 'src/ar', 'src/foundation')) return undefined;
        if (within(to, 'src/formats')) {
          return USERS_OF_FORMATS.has(sliceOf(from.path) as string)
            ? undefined
            : `only ${[...USERS_OF_FORMATS].join(', ')} read formats. Ask one of them, or take parsed values as arguments.`;
        }
        return 'declare an interface in ports.ts and let src/app wire the implementation.';
      },
    );
    expect(found).toEqual([]);
  });

  it('role files are imported only by those whom their role serves', () => {
    const found = broken(
      edges(() => true),
      ({ from, to }) => {
        const owner = sliceOf(to);
        if (owner === undefined) return undefined;
        const own = sliceOf(from.path) === owner;
        const app = within(from.path, 'src/app', 'bench');
        const file = path.posix.basename(to);
        if (file === 'store.ts' || file.endsWith('-store.ts'))
          return own ? undefined : `only ${owner} reads and writes its tables. Call one of its commands or reads, or add one.`;
        if (file === 'tables.ts') return own || app ? undefined : `the tables of ${owner} are its own. Call one of its commands or reads, or add one.`;
        if (file === 'routes.ts' || file === 'jobs.ts') return app ? undefined : 'handlers are wired by src/app alone. Call the command behind the handler.';
        if (file === 'contract.ts' || file.endsWith('-contract.ts'))
          return own || app || within(from.path, 'web') || from.path.endsWith('contract.ts')
            ? undefined
            : 'a contract is for web/, its own slice, contracts that show more of the same, and src/app. Import the noun or the command.';
        if (file === 'ports.ts')
          return own || app || within(from.path, 'src/connectors', 'src/documents')
            ? undefined
            : `the ports of ${owner} are for those who implement them. Call a command of ${owner}.`;
        return undefined;
      },
    );
    expect(found).toEqual([]);
  });

  it('formats know money, calendar, text, errors and each other', () => {
    const found = broken(
      edges((file) => within(file.path, 'src/formats')),
      ({ to }) =>
        within(to, 'src/formats', 'src/foundation/money', 'src/foundation/calendar', 'src/foundation/text', 'src/foundation/errors')
          ? undefined
          : 'a format turns bytes into entries and problems; take what it needs as arguments.',
    );
    expect(found).toEqual([]);
  });

  it('connectors know the ports of slices and foundation', () => {
    const found = broken(
      edges((file) => within(file.path, 'src/connectors')),
      ({ from, to }) => {
        const vendor = from.path.split('/').slice(0, 3).join('/');
        const allowed = within(to, vendor, 'src/foundation') || to === vendor || (sliceOf(to) !== undefined && path.posix.basename(to) === 'ports.ts');
        return allowed ? undefined : 'a connector implements a port: put the types it needs into that ports.ts.';
      },
    );
    expect(found).toEqual([]);
  });

  it('documents know the ports of slices and foundation', () => {
    const found = broken(
      edges((file) => within(file.path, 'src/documents')),
      ({ to }) =>
        within(to, 'src/foundation', 'src/documents') || (sliceOf(to) !== undefined && path.posix.basename(to) === 'ports.ts')
          ? undefined
          : 'documents implement ports: put what is printed into that ports.ts.',
    );
    expect(found).toEqual([]);
  });

  it('foundation knows foundation', () => {
    const found = broken(
      edges((file) => within(file.path, 'src/foundation')),
      ({ to }) => (within(to, 'src/foundation') ? undefined : 'the ground knows nothing above itself: pass the value in.'),
    );
    expect(found).toEqual([]);
  });

  it('the web knows contracts, the client, money, calendar and countries', () => {
    const found = broken(
      edges((file) => within(file.path, 'web')),
      ({ to }) =>
        within(to, 'web', 'src/foundation/money', 'src/foundation/calendar', 'src/foundation/contract') ||
        to === 'src/foundation/text/country-code.ts' ||
        path.posix.basename(to).endsWith('contract.ts')
          ? undefined
          : 'a screen is a client of the API: use an operation of a contract.ts.',
    );
    expect(found).toEqual([]);
  });

  it('contracts reach the browser as types alone: only the registry, which the build replaces, imports their values', () => {
    const found = production
      .filter((file) => within(file.path, 'web') && file.path !== 'web/kit/operations.ts')
      .flatMap((file) => [...file.code.matchAll(/import (?!type)[^;]*?from '([^']*contract\.ts)'/g)].map((match) => `${file.path} imports ${match[1]}`));
    expect(found, 'Write `import type`, or take the type from web/kit/api.ts (Answer, Item, Sent).').toEqual([]);
  });

  it('the kit knows no room, and a room knows the kit, the shell, what is shared, and itself', () => {
    const room = (file: string): string => file.split('/').slice(0, 3).join('/');
    const open = ['web/staff/shell', 'web/staff/shared', 'web/staff/session'];
    const found = broken(
      edges((file) => within(file.path, 'web')),
      ({ from, to }) => {
        if (within(from.path, 'web/kit')) return within(to, 'web/staff') ? 'the kit is what rooms are made of: pass what it needs as properties.' : undefined;
        if (!within(from.path, 'web/staff') || from.path.split('/').length === 3 || !within(to, 'web/staff') || open.includes(room(to))) return undefined;
        return room(to) === room(from.path) ? undefined : `move what both need to web/staff/shared, or lead there by its address.`;
      },
    );
    expect(found).toEqual([]);
  });

  it('nothing imports app/ but the program itself, tests and bench', () => {
    const found = broken(
      edges((file) => !within(file.path, 'src/app', 'bench', 'bin') && file.path !== 'src/main.ts'),
      ({ to }) =>
        within(to, 'src/app') || to === 'src/main.ts' ? 'app/ knows everything, so nothing may know app/. Take the value as an argument.' : undefined,
    );
    expect(found).toEqual([]);
  });

  it('production code imports no test', () => {
    const found = broken(
      edges((file) => !within(file.path, 'bench')),
      ({ to }) => (isTest(to) ? 'move what both need out of the test.' : undefined),
    );
    expect(found).toEqual([]);
  });

  it('has no cycles between files', () => {
    expect(cycles(), 'Split the file that both sides need, or turn one call into a signal.').toEqual([]);
  });
});

/** Each cycle once, as the path that closes it. */
function cycles(): string[] {
  const targets = new Map(production.map((file) => [file.path, file.imports.flatMap(({ target }) => (target === undefined ? [] : [target]))]));
  const state = new Map<string, 'open' | 'done'>();
  const found: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    state.set(file, 'open');
    for (const next of targets.get(file) ?? []) {
      if (state.get(next) === 'open') found.push([...trail.slice(trail.indexOf(next)), next].join(' -> '));
      else if (!state.has(next) && targets.has(next)) visit(next, [...trail, next]);
    }
    state.set(file, 'done');
  };
  for (const file of targets.keys()) if (!state.has(file)) visit(file, [file]);
  return found;
}
