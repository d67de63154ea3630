const MAX_IDS = 50;

/** Message-IDs in a header or a text, in order, without angle brackets. */
export function messageIdsIn(text: string): string[] {
  const found: string[] = [];
  for (const match of text.slice(0, 100_000).matchAll(/<([^<>\s]{1,400}@[^<>\s]{1,400})>/g)) {
    found.push(match[1] as string);
    if (found.length >= MAX_IDS * 4) break;
  }
  return found;
}

/** What a mail answers, nearest first: the message that a report is about, In-Reply-To, then References from its end. */
export function answeredIds(reported: readonly string[], inReplyTo: string, references: string): string[] {
  return [...new Set([...reported, ...messageIdsIn(inReplyTo), ...messageIdsIn(references).toReversed()])].slice(0, MAX_IDS);
}

/** The Message-ID among the header lines of a returned mail. */
export function messageIdOfReturned(text: string): string | null {
  const match = /^(?:X-Original-)?Message-ID:[ \t]*(?:\r?\n[ \t]+)?<([^<>\s]{1,400}@[^<>\s]{1,400})>/im.exec(text.slice(0, 200_000));
  return match?.[1] ?? null;
}
