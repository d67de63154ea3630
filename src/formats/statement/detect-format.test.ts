import { describe, expect, test } from 'vitest';
import { detectFormat } from './detect-format.ts';

const CAMT = '<?xml version="1.0"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>';

describe('the format of a file', () => {
  test.each<[string, Uint8Array, string, string]>([
    ['a camt message', Buffer.from(CAMT), 'statement.txt', 'camt'],
    ['a camt message in UTF-16', Buffer.from(`\uFEFF${CAMT}`, 'utf16le'), 'x', 'camt'],
    ['a camt message with a mark, prefix and no namespace', Buffer.from('\uFEFF<d:Document><d:BkToCstmrAcctRpt>'), 'x', 'camt'],
    ['another XML file, whatever its name says', Buffer.from('<?xml version="1.0"?><Invoice/>'), 'camt.053.xml', 'xml'],
    ['SWIFT blocks', Buffer.from('{1:F01BANKDEFFXXXX0000000000}{2:I940}{4:\r\n:20:X\r\n:25:1/2'), 'x.csv', 'mt940'],
    ['SWIFT fields behind a bank header', Buffer.from('ABNANL2A\n940\nABNANL2A\n:20:ABN\n:25:517852257\n'), 'x', 'mt940'],
    ['columns with semicolons', Buffer.from('Datum;Betrag\n01.09.2026;1,50\n'), 'x', 'csv'],
    ['columns in Windows-1252 with a preamble', Buffer.from('Konto;1\n\n"Gl\xe4ubiger";"Betrag"\n"M\xfcller; Co";"1,50"\n', 'latin1'), 'x', 'csv'],
    ['a header alone', Buffer.from('date,amount,text'), 'x', 'csv'],
    ['BAI2', Buffer.from('01,0004,12345,060321,0829,001,80,1,2/\n02,12345,0004,1,060317,,CAD,/\n'), 'x.csv', 'bai2'],
    ['OFX', Buffer.from('OFXHEADER:100\nDATA:OFXSGML\n\n<OFX><SIGNONMSGSRSV1>'), 'x', 'ofx'],
    ['a workbook', Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), Buffer.from('....xl/workbook.xml')]), 'x', 'xlsx'],
    ['a text document of an office', Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), Buffer.from('[Content_Types].xml word/document.xml')]), 'x.xlsx', 'zip'],
    ['an archive', Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), Buffer.from('....statement.xml')]), 'x.csv', 'zip'],
    ['a workbook of old', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), 'x.xls', 'xlsx'],
    ['a PDF', Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.from([0, 1, 2, 3])]), 'x.csv', 'pdf'],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), 'x.csv', 'image'],
    ['a web page', Buffer.from('<!DOCTYPE html>\n<html><body>Sign in'), 'x.csv', 'html'],
    ['JSON', Buffer.from('{"lines": [1, 2]}'), 'x.csv', 'json'],
    ['SWIFT blocks are no JSON', Buffer.from('{1:F01BANKDEFFXXXX0000000000}{2:I940}'), 'x', 'mt940'],
    ['one word in a .csv', Buffer.from('hello'), 'x.CSV', 'csv'],
    ['one word', Buffer.from('hello'), 'x', 'unknown'],
    ['nothing', Buffer.from(''), 'x.csv', 'unknown'],
  ])('is told for %s', (_, head, name, format) => {
    expect(detectFormat(head, name)).toBe(format);
  });
});
