import type { Answer, Sent } from '../../kit/api.ts';
import { codeSent } from '../../kit/code-names.ts';
import { language } from '../../kit/words.ts';

type Customer = Answer<'getCustomer'>;
type Change = Omit<Sent<'updateCustomer', 'body'>, 'expected'>;

/** What is typed of a customer. */
export type CustomerForm = {
  readonly name: string;
  readonly kind: Customer['kind'];
  readonly country: string;
  readonly language: string;
  readonly terms: string;
  readonly group: string;
  readonly address: string;
  readonly postalCode: string;
  readonly city: string;
  readonly vatId: string;
};
export type CustomerField = keyof CustomerForm;

const FIELDS: readonly CustomerField[] = ['name', 'kind', 'country', 'language', 'terms', 'group', 'address', 'postalCode', 'city', 'vatId'];

export function formOf(customer: Customer | undefined): CustomerForm {
  return {
    name: customer?.name ?? '',
    kind: customer?.kind ?? 'business',
    country: customer?.country ?? '',
    language: customer?.language ?? '',
    terms: customer?.terms ?? '',
    group: customer?.group ?? '',
    address: customer?.addressLines.join('\n') ?? '',
    postalCode: customer?.postalCode ?? '',
    city: customer?.city ?? '',
    vatId: customer?.vatId ?? '',
  };
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

/** The form as the API takes it. */
export function knownOf(form: CustomerForm) {
  return {
    name: form.name.trim(),
    kind: form.kind,
    group: form.group.trim(),
    postalCode: form.postalCode.trim(),
    city: form.city.trim(),
    vatId: form.vatId.trim(),
    country: orNull(codeSent(form.country, 'country', language())),
    language: orNull(codeSent(form.language, 'language', language())),
    terms: orNull(form.terms),
    addressLines: form.address
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  };
}

const partOf = (form: CustomerForm, field: CustomerField): unknown => knownOf(form)[field === 'address' ? 'addressLines' : field];
const differ = (a: CustomerForm, b: CustomerForm, field: CustomerField): boolean => JSON.stringify(partOf(a, field)) !== JSON.stringify(partOf(b, field));

/** The fields that somebody changed against what they were shown. */
export function changedFields(form: CustomerForm, shown: CustomerForm): readonly CustomerField[] {
  return FIELDS.filter((field) => differ(form, shown, field));
}

/** Those fields alone, for the API. */
export function changeOf(form: CustomerForm, fields: readonly CustomerField[]): Change {
  const names: readonly string[] = fields.map((field) => (field === 'address' ? 'addressLines' : field));
  return Object.fromEntries(Object.entries(knownOf(form)).filter(([name]) => names.includes(name))) as Change;
}

/** The fields that were changed to one thing here and to another by somebody else. */
export function conflictsOf(forms: { readonly mine: CustomerForm; readonly shown: CustomerForm; readonly theirs: CustomerForm }): readonly CustomerField[] {
  const { mine, shown, theirs } = forms;
  return FIELDS.filter((field) => differ(mine, shown, field) && differ(theirs, shown, field) && differ(mine, theirs, field));
}

/** The form with those fields as they stand in another one. */
export function withFieldsOf(form: CustomerForm, from: CustomerForm, fields: readonly CustomerField[]): CustomerForm {
  return { ...form, ...Object.fromEntries(fields.map((field) => [field, from[field]])) };
}
