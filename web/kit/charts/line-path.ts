/** The path through the values that are known, in a room of 100 by 100; where one is not, the line has a gap. */
export function linePath(values: readonly (number | null)[], place: (index: number) => number, heightOf: (value: number) => number): string {
  return values
    .map((value, index) => {
      if (value === null) return '';
      const begins = index === 0 || values[index - 1] === null;
      return `${begins ? 'M' : 'L'}${(place(index) * 100).toFixed(2)} ${(100 - heightOf(value) * 100).toFixed(2)}`;
    })
    .join('');
}
