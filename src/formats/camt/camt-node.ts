/** A piece of a file small enough to be held: one header, one balance, one entry or one detail. */
export type CamtNode = {
  readonly name: string;
  /** The currency attribute of an amount, '' on other elements. */
  readonly currencyCode: string;
  text: string;
  children: CamtNode[] | null;
};

export function child(node: CamtNode | undefined, name: string): CamtNode | undefined {
  const children = node?.children;
  if (children) for (const each of children) if (each.name === name) return each;
  return undefined;
}

export function childrenOf(node: CamtNode | undefined, name: string): CamtNode[] {
  return node?.children?.filter((each) => each.name === name) ?? [];
}

/** The first node at the path, undefined where a step is missing. */
export function at(node: CamtNode | undefined, ...path: readonly string[]): CamtNode | undefined {
  let found = node;
  for (const name of path) {
    if (!found) return undefined;
    found = child(found, name);
  }
  return found;
}

/** The standard allows 140 characters at most for a name, a reference or an identification; what exceeds this is no longer any of them and would not fit an index. */
const MAX_SHORT_CHARS = 500;

/** Trimmed text at the path, '' where there is none: names, references, codes. */
export function textAt(node: CamtNode | undefined, ...path: readonly string[]): string {
  const text = at(node, ...path)?.text.trim() ?? '';
  return text.length > MAX_SHORT_CHARS ? text.slice(0, MAX_SHORT_CHARS) : text;
}

/** Free text at the path, of any length. */
export function freeTextAt(node: CamtNode | undefined, ...path: readonly string[]): string {
  return at(node, ...path)?.text ?? '';
}
