/** Any input as rows of a table that a person can read: names in words, values as text, what is nested by its path. */
export type InputRow = { readonly name: string; readonly value: string };

/** `runId` as "Run id", `customerIds` as "Customer ids". */
export function nameInWords(key: string): string {
  const words = key
    .replaceAll(/[_-]+/g, ' ')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function textOf(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value as string | number | boolean | bigint);
}

export function inputRows(input: unknown, path: readonly string[] = []): readonly InputRow[] {
  if (Array.isArray(input)) {
    if (input.every((one) => typeof one !== 'object' || one === null)) return [{ name: path.join(' › '), value: input.map(textOf).join(', ') || '–' }];
    return input.flatMap((one, index) => inputRows(one, [...path, String(index + 1)]));
  }
  if (typeof input === 'object' && input !== null) {
    return Object.entries(input).flatMap(([key, value]) => inputRows(value, [...path, nameInWords(key)]));
  }
  return [{ name: path.join(' › '), value: textOf(input) }];
}
