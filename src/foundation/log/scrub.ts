const EMAIL = /[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g;
const IBAN = /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b/g;
const API_KEY = /\bdk_[0-9a-f]{4,}_[\w-]+/g;
const BEARER = /\b(Bearer|Basic) [\w.~+/=-]{8,}/g;
/** Every quantifier is bounded or follows a fixed text: a hostile line of any length takes time in proportion to it. */
const URL_LOGIN = /\b([a-z][a-z0-9+-]{1,20}:\/\/)[^\s/@:"]{1,200}:[^\s/@"]{1,500}@/g;

/** Takes out of a line what looks like an e-mail address, an IBAN, a key, or a login in a URL. */
export function scrub(line: string): string {
  return line.replace(URL_LOGIN, '$1[login]@').replace(EMAIL, '[email]').replace(API_KEY, '[key]').replace(BEARER, '$1 [token]').replace(IBAN, '[iban]');
}
