import { describe, expect, it } from 'vitest';
import { apiOperations } from '../../src/app/api.ts';
import { initialiseCompany } from '../../src/app/initialise-company.ts';
import { operations as browserOperations } from '../../web/kit/operations.ts';

describe('the operations that the browser knows', () => {
  it('are exactly those that the server answers', () => {
    const served = apiOperations({ initialise: initialiseCompany, dataFolder: '' }).map(
      ({ operation }) => `${operation.id}: ${operation.method} ${operation.path}`,
    );
    const known = Object.values(browserOperations).map(({ id, method, path }) => `${id}: ${method} ${path}`);
    expect(known.toSorted()).toEqual(served.toSorted());
  });

  it('stand under their own ids', () => {
    expect(Object.entries(browserOperations).filter(([key, { id }]) => key !== id)).toEqual([]);
  });
});
