import { describe, expect, it } from 'vitest';
import { htmlText } from './html-text.ts';
import { newText } from './new-text.ts';

describe('the new text of a reply', () => {
  it.each([
    ['English', 'On Mon, May 4, 2026 at 9:00 AM Seller <ar@seller.test> wrote:'],
    ['German', 'Am 04.05.2026 um 09:00 schrieb Seller:'],
    ['German of Thunderbird', 'Am Mo., 4. Mai 2026 um 09:00 Uhr schrieb Seller GmbH <ar@seller.test>:'],
    ['German of another program', 'Seller GmbH <ar@seller.test> schrieb am 04.05.2026 um 09:00:'],
    ['French', 'Le lun. 4 mai 2026 à 09:00, Seller <ar@seller.test> a écrit :'],
    ['Spanish', 'El lun, 4 may 2026 a las 9:00, Seller (<ar@seller.test>) escribió:'],
    ['Italian', 'Il giorno lun 4 mag 2026 alle ore 09:00 Seller <ar@seller.test> ha scritto:'],
    ['Dutch', 'Op ma 4 mei 2026 om 09:00 schreef Seller <ar@seller.test>:'],
    ['Swedish', 'Den mån 4 maj 2026 kl 09:00 skrev Seller <ar@seller.test>:'],
  ])('ends at the line that introduces a quotation in %s', (_language, line) => {
    expect(newText(`Paid yesterday.\n\n${line}\n\n> Please pay.\n> Thanks`)).toBe('Paid yesterday.');
    expect(newText(`Paid yesterday.\n\n${line}\n\nPlease pay, unquoted.`)).toBe('Paid yesterday.');
  });

  it('keeps answers between quoted lines', () => {
    expect(newText('On Mon, May 4, 2026 Seller wrote:\n> Did you pay 7?\nYes.\n> And 8?\nNo, it is disputed.')).toBe('Yes.\nNo, it is disputed.');
  });

  it.each([
    ['a divider', '-----Ursprüngliche Nachricht-----'],
    ['another divider', '-----Original Message-----'],
    ['a header block', 'From: Seller <ar@seller.test>\nSent: Monday, May 4, 2026\nTo: Jo\nSubject: Invoice 7'],
    ['a bold header block under a line', '________________________________\n*Von:* Seller\n*Gesendet:* Montag\n*An:* Jo\n*Betreff:* Rechnung'],
    ['a signature', '-- \nJo\nBuyer AG'],
  ])('ends at %s', (_what, block) => {
    expect(newText(`Hello,\nwe dispute it.\n\n${block}\n\nold text`)).toBe('Hello,\nwe dispute it.');
  });

  it('keeps sentences that only begin like one of these', () => {
    const text = 'On Monday we will pay.\nAm Dienstag auch.\nFrom: this place we send regards.\nTo: nobody\n--- not a signature\nVon uns: danke.';
    expect(newText(text)).toBe(text);
  });

  it('drops the line of a telephone', () => {
    expect(newText('Paid.\n\nSent from my iPhone')).toBe('Paid.');
  });

  it('of a mail that is only forwarded is what was forwarded', () => {
    expect(newText('-----Original Message-----\nFrom: x@y.test\n\nThe advice for invoice 7.')).toContain('The advice for invoice 7.');
  });
});

describe('text of HTML', () => {
  it('has lines for blocks, marks for quotations, and no code', () => {
    expect(
      htmlText(
        '<!-- no --><title>no</title><p>One &amp; two<br>three</p><script>alert("<p>no</p>")</script><blockquote><div>quoted</div></blockquote><p>&#x20AC;5 &lt;b&gt; 1 < 2</p>',
      ),
    ).toBe('One & two\nthree\n\n> quoted\n\n€5 <b> 1 < 2');
  });
});
