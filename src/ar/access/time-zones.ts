import { Refusal } from '../../foundation/errors/refusal.ts';

/** The zone of a country's capital or business centre; countries with several zones can be told which by hand. */
const ZONE_OF_COUNTRY: Readonly<Record<string, string>> = {
  AT: 'Europe/Vienna',
  BE: 'Europe/Brussels',
  BG: 'Europe/Sofia',
  CH: 'Europe/Zurich',
  CY: 'Asia/Nicosia',
  CZ: 'Europe/Prague',
  DE: 'Europe/Berlin',
  DK: 'Europe/Copenhagen',
  EE: 'Europe/Tallinn',
  ES: 'Europe/Madrid',
  FI: 'Europe/Helsinki',
  FR: 'Europe/Paris',
  GB: 'Europe/London',
  GR: 'Europe/Athens',
  HR: 'Europe/Zagreb',
  HU: 'Europe/Budapest',
  IE: 'Europe/Dublin',
  IS: 'Atlantic/Reykjavik',
  IT: 'Europe/Rome',
  LI: 'Europe/Vaduz',
  LT: 'Europe/Vilnius',
  LU: 'Europe/Luxembourg',
  LV: 'Europe/Riga',
  MT: 'Europe/Malta',
  NL: 'Europe/Amsterdam',
  NO: 'Europe/Oslo',
  PL: 'Europe/Warsaw',
  PT: 'Europe/Lisbon',
  RO: 'Europe/Bucharest',
  SE: 'Europe/Stockholm',
  SI: 'Europe/Ljubljana',
  SK: 'Europe/Bratislava',
  TR: 'Europe/Istanbul',
  UA: 'Europe/Kyiv',
  US: 'America/New_York',
  CA: 'America/Toronto',
  MX: 'America/Mexico_City',
  BR: 'America/Sao_Paulo',
  AR: 'America/Argentina/Buenos_Aires',
  CL: 'America/Santiago',
  CO: 'America/Bogota',
  AU: 'Australia/Sydney',
  NZ: 'Pacific/Auckland',
  JP: 'Asia/Tokyo',
  CN: 'Asia/Shanghai',
  HK: 'Asia/Hong_Kong',
  SG: 'Asia/Singapore',
  IN: 'Asia/Kolkata',
  KR: 'Asia/Seoul',
  TW: 'Asia/Taipei',
  TH: 'Asia/Bangkok',
  ID: 'Asia/Jakarta',
  MY: 'Asia/Kuala_Lumpur',
  PH: 'Asia/Manila',
  VN: 'Asia/Ho_Chi_Minh',
  AE: 'Asia/Dubai',
  SA: 'Asia/Riyadh',
  IL: 'Asia/Jerusalem',
  EG: 'Africa/Cairo',
  MA: 'Africa/Casablanca',
  NG: 'Africa/Lagos',
  KE: 'Africa/Nairobi',
  ZA: 'Africa/Johannesburg',
};

/** Countries of the list whose people live in zones that differ by the clock. */
const SEVERAL_ZONES: ReadonlySet<string> = new Set(['US', 'CA', 'MX', 'BR', 'CL', 'AU', 'NZ', 'ID', 'ES', 'PT']);

const singleZones = new Map<string, string | undefined>();

/** The zone of a country that has one; undefined where it has several, or is not known. Beside the list, what Unicode's data say (Intl.Locale). */
export function singleZoneOfCountry(country: string): string | undefined {
  if (SEVERAL_ZONES.has(country)) return undefined;
  const listed = ZONE_OF_COUNTRY[country];
  if (listed !== undefined || !/^[A-Z]{2}$/.test(country)) return listed;
  if (!singleZones.has(country)) {
    const locale = new Intl.Locale(`und-${country}`) as Intl.Locale & { getTimeZones?: () => readonly string[] | undefined };
    const zones = locale.getTimeZones?.() ?? [];
    singleZones.set(country, zones.length === 1 ? zones[0] : undefined);
  }
  return singleZones.get(country);
}

export function zoneOfCountry(country: string): string {
  return ZONE_OF_COUNTRY[country] ?? 'UTC';
}

/** Refuses `time_zone.unknown` for anything that is not an IANA name. */
export function timeZone(name: string): string {
  try {
    if (/^[+-]/.test(name)) throw new RangeError('an offset knows no summer time');
    new Intl.DateTimeFormat('en', { timeZone: name });
    return name;
  } catch {
    throw new Refusal('time_zone.unknown', `"${name}" is not an IANA time zone; use for example Europe/Berlin or America/New_York.`, { timeZone: name });
  }
}

const regions = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/** Refuses `country.unknown` for anything that is not an ISO 3166-1 alpha-2 code in use. */
export function country(code: string): string {
  const upper = code.toUpperCase();
  const known = /^[A-Z]{2}$/.test(upper) && !['ZZ', 'EU', 'EZ', 'UN', 'XA', 'XB', 'QO'].includes(upper) && regions.of(upper) !== undefined;
  if (!known) throw new Refusal('country.unknown', `"${code}" is not an ISO 3166 country code; use for example DE, US or GB.`, { country: code });
  return upper;
}
