/** How a company presents itself on documents, letters and in messages. */
export type Letterhead = {
  readonly name: string;
  readonly addressLines: readonly string[];
  readonly postalCode: string;
  readonly city: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly email: string;
  readonly phone: string;
  readonly website: string;
  readonly vatId: string;
  readonly taxNumber: string;
  /** Register court and number, directors: what the law wants in the footer. */
  readonly footerLines: readonly string[];
  readonly bank: { readonly name: string; readonly iban: string; readonly bic: string; readonly holder: string };
  readonly layout: 'classic' | 'modern';
  /** #RRGGBB of headings and rules. */
  readonly colour: string;
  readonly language: 'en' | 'de';
};
