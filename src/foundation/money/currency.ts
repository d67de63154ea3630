import { Refusal } from '../errors/refusal.ts';

/** ISO 4217 alphabetic code. */
export type Currency = string & { readonly __brand: 'Currency' };

/** ISO 4217 list one: the currencies whose minor unit is not two decimals. */
const DECIMALS_OTHER_THAN_TWO: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  UYI: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
};

const TWO_DECIMALS = new Set(
  (
    'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK ' +
    'DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK ' +
    'LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON ' +
    'RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UZS VED VES WST XCD ' +
    'YER ZAR ZMW ZWG'
  ).split(' '),
);

/** Every active code, in the order of the alphabet. */
export function currencyCodes(): readonly string[] {
  return [...TWO_DECIMALS, ...Object.keys(DECIMALS_OTHER_THAN_TWO)].toSorted();
}

export function isCurrency(text: string): text is Currency {
  return TWO_DECIMALS.has(text) || Object.hasOwn(DECIMALS_OTHER_THAN_TWO, text);
}

/** Refuses `currency.unknown` for anything that is not an active ISO 4217 code. */
export function currency(text: string): Currency {
  if (!isCurrency(text)) {
    throw new Refusal('currency.unknown', `"${text}" is not an ISO 4217 currency code; use for example EUR, USD or GBP.`, { currency: text });
  }
  return text;
}

/** Number of decimals of the minor unit: 0, 2 or 3. */
export function decimalsOf(code: Currency): number {
  return DECIMALS_OTHER_THAN_TWO[code] ?? 2;
}
