import type { OpenItem } from './explanation.ts';

/** How an item is named. `strong`: full number or payment reference; `digits`: its digit core of six or more, unique; `list`: a member of an abbreviated list;
 *  `own`: a short form, looked for inside the payer's items only; `ending`: a list member whose digits end one number of that customer; `fuzzy`: one edit away, inside the payer's items only. */
export type HitGrade = 'strong' | 'digits' | 'list' | 'own' | 'ending' | 'fuzzy';

export type Hit = { readonly item: OpenItem; readonly grade: HitGrade; readonly written: string };
