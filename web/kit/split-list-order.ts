/** The row that comes next when rows leave a list: the one after, else the last one before, else none. `before` is the order as it was, `after` the rows that are left. */
export function nextAfterLeaving(before: readonly string[], after: readonly string[], left: string): string | undefined {
  const stays = new Set(after);
  const at = before.indexOf(left);
  const behind = before.slice(at + 1).find((id) => stays.has(id));
  if (at !== -1 && behind !== undefined) return behind;
  const ahead = at === -1 ? undefined : before.slice(0, at).findLast((id) => stays.has(id));
  return ahead ?? after[0];
}

/** The row that a key goes to from the selected one. */
export function rowAfterStep(ids: readonly string[], selected: string | undefined, step: number): string | undefined {
  if (ids.length === 0) return undefined;
  const at = selected === undefined ? -1 : ids.indexOf(selected);
  if (at === -1) return step > 0 ? ids[0] : ids.at(-1);
  return ids[Math.min(ids.length - 1, Math.max(0, at + step))];
}
