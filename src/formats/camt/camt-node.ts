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

/** Trimmed text at the path, '' where there is none. */
export function textAt(node: CamtNode | undefined, ...path: readonly string[]): string {
  return at(node, ...path)?.text.trim() ?? '';
}
