/** A document that something is done with. */
export type Picked = { readonly id: string; readonly number: string };
