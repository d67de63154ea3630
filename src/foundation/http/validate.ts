import type { z } from 'zod';

export type InvalidPlace = { readonly in: 'path' | 'query' | 'body' | 'header'; readonly pointer: string; readonly detail: string };

/** The request does not have the shape that the contract describes; every place is named. */
export class InvalidRequest extends Error {
  readonly places: readonly InvalidPlace[];

  constructor(places: readonly InvalidPlace[]) {
    super(`The request is not valid: ${places.length === 1 ? 'one place' : `${places.length} places`} to correct, listed in \`errors\`.`);
    this.name = 'InvalidRequest';
    this.places = places;
  }
}

const MAX_PLACES = 100;

function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** Validates the parts of a request together, so that a client sees all its mistakes at once. */
export function validateParts(parts: readonly { in: InvalidPlace['in']; schema: z.ZodType | undefined; value: unknown }[]): unknown[] {
  const places: InvalidPlace[] = [];
  const values = parts.map(({ in: where, schema, value }) => {
    if (!schema) return undefined;
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) {
      const steps = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
      for (const step of steps)
        places.push({
          in: where,
          pointer: pointerOf(step),
          detail: issue.code === 'unrecognized_keys' ? 'This field is unknown here. Check its spelling or leave it out.' : issue.message,
        });
    }
    return undefined;
  });
  if (places.length > 0) throw new InvalidRequest(places.slice(0, MAX_PLACES));
  return values;
}
