const keyOf = (company: string): string => `dunlin.setup.${company}`;

/** Notes in this browser that the set-up of a company was begun and is not through, so that the way back to it stands in the sidebar. */
export function noteSetup(company: string, open: boolean): void {
  try {
    if (open) localStorage.setItem(keyOf(company), 'open');
    else localStorage.removeItem(keyOf(company));
  } catch {
    // Without storage the way back is the address.
  }
}

export function setupIsOpen(company: string): boolean {
  try {
    return localStorage.getItem(keyOf(company)) === 'open';
  } catch {
    return false;
  }
}
