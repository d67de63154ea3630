import path from 'node:path';
import type { Plugin } from 'vite';
import type { Operation } from '../../src/foundation/contract/operation.ts';

const MODULE = path.join(import.meta.dirname, '..', 'kit', 'operations.ts');

/** Replaces the registry of operations by what a client needs of it: about 5 KB instead of every schema and the validator behind them. */
export function slimOperations(): Plugin {
  return {
    name: 'dunlin-slim-operations',
    async load(id) {
      if (path.normalize(id.split('?')[0] ?? '') !== MODULE) return null;
      const { operations } = (await import(MODULE)) as {
        operations: Readonly<Record<string, Pick<Operation, 'id' | 'method' | 'path' | 'answers' | 'idempotent'>>>;
      };
      const slim = Object.fromEntries(
        Object.values(operations).map((operation) => {
          const { id: name, method, path: url, answers, idempotent } = operation;
          return [name, { id: name, method, path: url, ...(answers ? { answers } : {}), ...(idempotent ? { idempotent } : {}) }];
        }),
      );
      return `export const operations = JSON.parse(${JSON.stringify(JSON.stringify(slim))});`;
    },
  };
}
