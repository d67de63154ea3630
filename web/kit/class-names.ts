/** Joins class names and leaves out what is not there. Later ones do not override earlier ones: components give variants, not overrides. */
export function cn(...parts: readonly (string | false | null | undefined)[]): string {
  return parts.filter(Boolean).join(' ');
}
