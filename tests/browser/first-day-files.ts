import type { Locator, Page } from '@playwright/test';
import iconv from 'iconv-lite';
import { addDays, type Day } from '../../src/foundation/calendar/day.ts';
import { camtText } from '../support/camt-text.ts';

export type GivenFile = { readonly name: string; readonly mimeType: string; readonly buffer: Buffer };

/** `2031-03-12` as German programs write it. */
function written(on: Day): string {
  return on.split('-').toReversed().join('.');
}

function western(name: string, lines: readonly string[]): GivenFile {
  return { name, mimeType: 'text/csv', buffer: iconv.encode(`${lines.join('\r\n')}\r\n`, 'windows-1252') };
}

/** Customers as a ledger exports them: two lines of its own above the header, and a column of mail addresses that no guess finds. */
export function customersFile(today: Day): GivenFile {
  return western('debitoren.csv', [
    `Debitorenliste;Stand ${written(today)};;;;;;;`,
    ';;;;;;;;',
    'Debitor;Suchbegriff;Firma;Straße Nr;PLZ;Ort;Land;Rechnungsmail;Limit (EUR)',
    '10021;HALDERN;Haldern Werkzeugbau GmbH;Gießereiweg 4;46459;Rees;DE;buchhaltung@haldern.example;25.000,00',
    '10044;OESTRUP;Östrup Medizintechnik AG;Seestraße 11;24937;Flensburg;DE;kreditoren@oestrup.example;80.000,00',
    '10052;KESSIN;Kessin Bau KG;Am Bauhof 2;17424;Heringsdorf;DE;rechnung@kessin.example;12.500,50',
    '10067;MARWEDE;Marwede Foods BV;Kade 9;9711;Groningen;NL;ap@marwede.example;40.000,00',
    '10071;TEGELER;Tegeler Elektro GmbH;Volthaus 1;28195;Bremen;DE;rechnungen@tegeler.example;10.000,00',
    '10093;SOEMMER;Sömmer & Söhne KG;Mühlgasse 7;35037;Marburg;DE;fibu@soemmer.example;30.000,00',
  ]);
}

/** Open items of the same ledger. Three rows are wrong: a day that is in no calendar, the other decimal mark, more open than the invoice has.
 *  Read as they are probably meant, 92,201.80 is open; without the last wrong row, which nothing mends, 90,241.30. */
export function openItemsFile(today: Day): GivenFile {
  const on = (days: number) => written(addDays(today, days));
  const row = (...cells: readonly string[]) => cells.join(';');
  return western('offene-posten.csv', [
    `Offene Posten Debitoren;Stand ${on(0)}`,
    'Mandant 4711;Nordlicht Handel GmbH',
    '',
    'Konto;Name;Beleg;Belegdatum;Fällig;Betrag;Offen;KSt',
    row('10021', 'Haldern Werkzeugbau GmbH', 'RE-104812', on(-40), on(-10), '8.940,00', '8.940,00', '410'),
    row('10021', 'Haldern Werkzeugbau GmbH', 'RE-104836', on(-20), on(10), '9.672,40', '9.672,40', '410'),
    row('10044', 'Östrup Medizintechnik AG', 'RE-104190', on(-60), on(-30), '36.880,00', '36.880,00', '420'),
    row('10052', 'Kessin Bau KG', 'RE-104377', on(-36), '31.02.2031', '2.150,00', '2.150,00', '410'),
    row('10067', 'Marwede Foods BV', 'RE-104266', on(-45), on(-15), '11.480,00', '11.480,00', '430'),
    row('10071', 'Tegeler Elektro GmbH', 'RE-104305', on(-36), on(-6), '4.118,90', '4,118.90', '410'),
    row('10093', 'Sömmer & Söhne KG', 'RE-104329', on(-36), on(-6), '12.400,00', '12.400,00', '420'),
    row('10093', 'Sömmer & Söhne KG', 'RE-104330', on(-35), on(-5), '960,50', '1.960,50', '420'),
    row('10114', 'Atelier Grün AG', 'RE-104345', on(-35), on(-5), '6.900,00', '4.600,00', '430'),
  ]);
}

/** Yesterday's statement: one invoice paid to the cent, and one 80.00 short. */
export function bankFile(today: Day): GivenFile {
  const bookedOn = addDays(today, -1);
  const text = camtText({
    reference: `A-${bookedOn}`,
    opening: 100_000n,
    lines: [
      { minor: 1_240_000n, bookedOn, text: 'RE-104329', name: 'Soemmer und Soehne KG', iban: 'DE02120300000000202051' },
      { minor: 1_140_000n, bookedOn, text: 'Invoice RE-104266 less freight damage', name: 'Marwede Foods BV', iban: 'NL91ABNA0417164300' },
    ],
  });
  return { name: 'auszug.xml', mimeType: 'application/xml', buffer: Buffer.from(text) };
}

export const PDF: GivenFile = {
  name: 'rechnung.pdf',
  mimeType: 'application/pdf',
  buffer: Buffer.from('%PDF-1.7\n%\u00e2\u00e3\n1 0 obj\n<< >>\nendobj\n', 'latin1'),
};
export const EMPTY: GivenFile = { name: 'leer.csv', mimeType: 'text/csv', buffer: Buffer.alloc(0) };

/** Chooses a file by a button, as a person does in the system's window. */
export async function choose(page: Page, button: string, file: GivenFile): Promise<void> {
  const asked = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: button, exact: true }).click();
  await (await asked).setFiles(file);
}

/** Drops a file onto a place of the page. */
export async function drop(page: Page, place: Locator, file: GivenFile): Promise<void> {
  const given = JSON.stringify({ name: file.name, type: file.mimeType, text: file.buffer.toString('base64') });
  const carried = await page.evaluateHandle(`(() => {
    const { name, type, text } = ${given};
    const transfer = new DataTransfer();
    transfer.items.add(new File([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], name, { type }));
    return transfer;
  })()`);
  await place.dispatchEvent('dragover', { dataTransfer: carried });
  await place.dispatchEvent('drop', { dataTransfer: carried });
}

/** Takes a column of the file for a field of ours, or for none. */
export async function take(page: Page, column: string, field: string): Promise<void> {
  await page.getByRole('combobox', { name: `Column ${column} is` }).click();
  await page.getByRole('option', { name: field, exact: true }).click();
}
