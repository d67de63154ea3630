export function HoldDialog(_: unknown) {
  return null;
}
