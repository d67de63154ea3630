import { useMemo, useRef } from 'react';
import { keysetSource, type KeysetList } from './keyset-source.ts';
import type { RowSource } from './row-source.ts';

/** A source for a list of the API: a new one whenever its key changes, and, at the same place, whenever `version` does (after a command that changed rows). */
export function useKeysetSource<Row>(list: KeysetList<Row>, version: string | number = 0): RowSource<Row> {
  const latest = useRef(list);
  latest.current = list;
  return useMemo(() => keysetSource(latest.current), [list.key, version]);
}
