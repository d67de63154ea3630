import { describe, expect, it } from 'vitest';
import { ApiProblem } from '../../src/foundation/contract/client.ts';
import type { Operations } from '../../src/foundation/contract/operation.ts';
import { withIntents } from './intents.ts';

const operations = {
  addThing: { id: 'addThing', method: 'POST', path: '/v1/companies/{company}/things', idempotent: true },
  listThings: { id: 'listThings', method: 'GET', path: '/v1/companies/{company}/things' },
} as unknown as Operations;

type Call = { readonly company: string; readonly body?: object; readonly idempotencyKey?: string };

/** A server that answers what it is told to, and the keys that it saw. */
function world(answers: readonly (Error | null)[]) {
  const keys: (string | undefined)[] = [];
  const said = [...answers];
  const send = (call: Call): Promise<string> => {
    keys.push(call.idempotencyKey);
    const next = said.shift();
    return next ? Promise.reject(next) : Promise.resolve('done');
  };
  const client = withIntents({ addThing: send, listThings: send }, operations);
  const add = (name: string, more: Partial<Call> = {}) => client.addThing({ company: 'acme', body: { name }, ...more }).catch(() => 'failed');
  return { client, keys, add };
}

function problem(status: number, code: string): ApiProblem {
  return new ApiProblem({ type: 'about:blank', title: '', status, code, detail: '', instance: '' });
}

describe('a command that a person gives', () => {
  it.each([
    ['nothing was answered', new TypeError('lost')],
    ['a proxy answered', problem(502, 'internal')],
    ['it is still under way', problem(409, 'idempotency.in_progress')],
  ])('is the same intent when it is sent again after %s', async (_, error) => {
    const { keys, add } = world([error, null, null]);
    expect([await add('a'), await add('a'), await add('a')]).toEqual(['failed', 'done', 'done']);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys[1]).toBe(keys[0]);
    // It was answered: the same again is another intent.
    expect(keys[2]).not.toBe(keys[0]);
  });

  it('is another intent when it was refused, or says something else', async () => {
    const { keys, add } = world([problem(422, 'request.invalid'), new TypeError('lost'), null, null]);
    for (const name of ['a', 'a', 'b', 'a']) await add(name);
    expect(new Set(keys).size).toBe(3);
    expect(keys[3]).toBe(keys[1]);
  });

  it('is given once when it is pressed twice before the answer, and again afterwards', async () => {
    const { keys, add } = world([new TypeError('lost'), null, null]);
    expect(await Promise.all([add('a'), add('a'), add('b')])).toEqual(['failed', 'failed', 'done']);
    expect(keys).toHaveLength(2);
    expect(await add('a')).toBe('done');
    expect(keys[2]).toBe(keys[0]);
  });

  it('keeps a key that it is given, and reading has none', async () => {
    const { client, keys, add } = world([]);
    await add('a', { idempotencyKey: 'mine' });
    await client.listThings({ company: 'acme' });
    expect(keys).toEqual(['mine', undefined]);
  });
});
