import type { DefaultTexts } from './default-texts-en.ts';

const GREETING = 'Guten Tag {% if contact.name != "" %}{{ contact.name }}{% else %}{{ customer.name }}{% endif %},';

const CLOSING = `Freundliche Grüße
{{ company.name }}
{% if company.phone != "" %}
{{ company.phone }}
{% endif %}
{% if company.email != "" %}
{{ company.email }}
{% endif %}`;

const OVERDUE = `{% if items.size > 0 %}
| Rechnung | vom | fällig am | > Tage überfällig | > offen |
{% for item in items %}
| {{ item.number }} | {{ item.issued_on | day }} | {{ item.due_on | day }} | {{ item.days_past_due }} | {{ item.open | money: item.currency }} |
{% endfor %}

{% for total in totals %}
Insgesamt überfällig: {{ total.open | money: total.currency }}
{% endfor %}
{% endif %}`;

const UPCOMING = `{% if upcoming.size > 0 %}
Zu Ihrer Planung: Diese Rechnungen sind noch nicht fällig.

| Rechnung | fällig am | > offen |
{% for item in upcoming %}
| {{ item.number }} | {{ item.due_on | day }} | {{ item.open | money: item.currency }} |
{% endfor %}
{% endif %}`;

const CREDITS = `{% if credits.size > 0 %}
{% for credit in credits %}
Für Sie besteht ein Guthaben von {{ credit.open | money: credit.currency }}.
{% endfor %}
Sagen Sie uns gern, ob wir es mit diesen Rechnungen verrechnen sollen.
{% endif %}`;

const BANK = `{% if company.bank.iban != "" %}
Bitte überweisen Sie an
{{ company.bank.holder | default: company.name }}
IBAN {{ company.bank.iban }}
{% if company.bank.bic != "" %}
BIC {{ company.bank.bic }}
{% endif %}
und geben Sie die Rechnungsnummern an.
{% endif %}`;

const PAID_ALREADY = 'Falls Sie bereits gezahlt haben, betrachten Sie diese Nachricht bitte als gegenstandslos.';

function reminder(opening: string, ending: string): string {
  return [GREETING, opening, OVERDUE, UPCOMING, CREDITS, BANK, ending, CLOSING].join('\n\n');
}

function letter(opening: string, ending: string): string {
  return [GREETING, opening, '---', ending, CLOSING].join('\n\n');
}

const FRIENDLY = 'die folgenden Rechnungen sind bereits fällig. Sicher ist die Zahlung nur untergegangen; hier eine Übersicht:';
const FRIENDLY_END = `Vielen Dank, wenn Sie den Betrag in den nächsten Tagen überweisen. Ist etwas unklar oder stimmt eine Rechnung nicht? Antworten Sie einfach auf diese Nachricht.\n\n${PAID_ALREADY}`;
const FIRM = 'trotz unserer Zahlungserinnerung sind die folgenden Rechnungen noch offen.';
const FIRM_END = `Bitte überweisen Sie den überfälligen Betrag innerhalb von sieben Tagen. Wenn Ihnen das nicht möglich ist, sprechen Sie uns bitte jetzt an, damit wir gemeinsam einen Termin vereinbaren können.\n\n${PAID_ALREADY}`;
const FINAL = 'wir haben Sie mehrfach an die folgenden Rechnungen erinnert und bisher keine Zahlung erhalten. Dies ist unsere letzte Mahnung.';
const FINAL_END = `Bitte überweisen Sie den überfälligen Betrag innerhalb von sieben Tagen. Hören wir bis dahin nichts von Ihnen, entscheiden wir über das weitere Vorgehen. Lieber wäre uns eine gemeinsame Lösung: Ein Anruf oder eine kurze Antwort genügt.\n\n${PAID_ALREADY}`;
const AHEAD = 'ein kurzer Hinweis vorab: Die folgenden Rechnungen werden demnächst fällig.';

const SUMS = '{% for total in totals %}{{ total.open | money: total.currency }}{% unless forloop.last %}, {% endunless %}{% endfor %}';

export const GERMAN_TEXTS: DefaultTexts = {
  invoice: {
    email: {
      subject: 'Rechnung {{ invoice.number }} von {{ company.name }}',
      body: [
        GREETING,
        'anbei erhalten Sie die Rechnung {{ invoice.number }} vom {{ invoice.issued_on | day }} über {{ invoice.amount | money: invoice.currency }}. Sie ist am {{ invoice.due_on | day }} fällig.',
        '{% if company.bank.iban != "" %}\nBitte überweisen Sie an\n{{ company.bank.holder | default: company.name }}\nIBAN {{ company.bank.iban }}\n{% if company.bank.bic != "" %}\nBIC {{ company.bank.bic }}\n{% endif %}\nVerwendungszweck {{ invoice.reference | default: invoice.number }}\n{% endif %}',
        'Sollte etwas nicht stimmen, antworten Sie bitte auf diese Nachricht. Vielen Dank für Ihren Auftrag.',
        CLOSING,
      ].join('\n\n'),
    },
    letter: {
      subject: 'Rechnung {{ invoice.number }}',
      body: letter(
        'anbei erhalten Sie die Rechnung {{ invoice.number }} vom {{ invoice.issued_on | day }}. Sie ist am {{ invoice.due_on | day }} fällig.',
        'Vielen Dank für Ihren Auftrag.',
      ),
    },
  },
  credit_note: {
    email: {
      subject: 'Gutschrift {{ credit_note.number }} von {{ company.name }}',
      body: [
        GREETING,
        'anbei erhalten Sie die Gutschrift {{ credit_note.number }} vom {{ credit_note.issued_on | day }} über {{ credit_note.amount | money: credit_note.currency }}{% if credit_note.invoice_number != "" %}. Sie berichtigt die Rechnung {{ credit_note.invoice_number }}{% endif %}.',
        'Haben Sie eine Frage dazu, antworten Sie bitte auf diese Nachricht.',
        CLOSING,
      ].join('\n\n'),
    },
    letter: {
      subject: 'Gutschrift {{ credit_note.number }}',
      body: letter(
        'anbei erhalten Sie die Gutschrift {{ credit_note.number }} vom {{ credit_note.issued_on | day }}.',
        'Haben Sie eine Frage dazu, sprechen Sie uns bitte an.',
      ),
    },
  },
  statement: {
    email: {
      subject: 'Ihr Konto bei {{ company.name }} zum {{ as_of | day }}',
      body: [
        GREETING,
        'dies ist der Stand Ihres Kontos bei uns am {{ as_of | day }}.',
        '{% if items.size > 0 %}\n| Rechnung | vom | fällig am | > Betrag | > offen |\n{% for item in items %}\n| {{ item.number }} | {{ item.issued_on | day }} | {{ item.due_on | day }} | {{ item.amount | money: item.currency }} | {{ item.open | money: item.currency }} |\n{% endfor %}\n{% else %}\nEs ist keine Rechnung offen.\n{% endif %}',
        '{% for total in totals %}\nInsgesamt offen: {{ total.open | money: total.currency }}\n{% endfor %}\n{% for credit in credits %}\nGuthaben zu Ihren Gunsten: {{ credit.open | money: credit.currency }}\n{% endfor %}',
        'Weicht das von Ihren Büchern ab? Antworten Sie bitte auf diese Nachricht; wir klären es.',
        CLOSING,
      ].join('\n\n'),
    },
    letter: {
      subject: 'Ihr Konto zum {{ as_of | day }}',
      body: letter(
        'nachfolgend der Stand Ihres Kontos bei uns am {{ as_of | day }}.',
        'Weicht das von Ihren Büchern ab? Sprechen Sie uns bitte an; wir klären es.',
      ),
    },
  },
  reminder_upcoming: {
    email: {
      subject: 'Demnächst fällige Rechnungen, {{ company.name }}',
      body: reminder(AHEAD, 'Haben Sie eine Frage zu einer Rechnung, antworten Sie bitte auf diese Nachricht. Vielen Dank.'),
    },
    letter: { subject: 'Demnächst fällige Rechnungen', body: letter(AHEAD, 'Haben Sie eine Frage zu einer Rechnung, sprechen Sie uns bitte an. Vielen Dank.') },
  },
  reminder_friendly: {
    email: { subject: 'Zahlungserinnerung von {{ company.name }}', body: reminder(FRIENDLY, FRIENDLY_END) },
    letter: {
      subject: 'Zahlungserinnerung',
      body: letter(FRIENDLY, FRIENDLY_END.replace('Antworten Sie einfach auf diese Nachricht.', 'Sprechen Sie uns bitte an.')),
    },
    sms: {
      subject: '',
      body: `{{ company.name | truncate: 30 }}: Freundliche Erinnerung: ${SUMS} sind überfällig. Schon bezahlt? Dann ist alles gut. Antwort STOP beendet diese SMS.`,
    },
  },
  reminder_firm: {
    email: { subject: 'Zweite Mahnung: überfällige Rechnungen, {{ company.name }}', body: reminder(FIRM, FIRM_END) },
    letter: { subject: 'Zweite Mahnung: überfällige Rechnungen', body: letter(FIRM, FIRM_END) },
    sms: {
      subject: '',
      body: `{{ company.name | truncate: 30 }}: ${SUMS} sind weiter überfällig. Bitte zahlen Sie binnen 7 Tagen oder melden Sie sich. Antwort STOP beendet diese SMS.`,
    },
  },
  reminder_final: {
    email: { subject: 'Letzte Mahnung: überfällige Rechnungen, {{ company.name }}', body: reminder(FINAL, FINAL_END) },
    letter: { subject: 'Letzte Mahnung: überfällige Rechnungen', body: letter(FINAL, FINAL_END) },
  },
  payment_received: {
    email: {
      subject: 'Ihre Zahlung ist eingegangen, {{ company.name }}',
      body: [
        GREETING,
        'vielen Dank: Ihre Zahlung von {{ payment.amount | money: payment.currency }} ist am {{ payment.received_on | day }} bei uns eingegangen.',
        '{% if applied.size > 0 %}\n| Verrechnet mit | > Betrag |\n{% for item in applied %}\n| {{ item.number }} | {{ item.amount | money: item.currency }} |\n{% endfor %}\n{% endif %}',
        '{% if unapplied.amount != "" %}\n{{ unapplied.amount | money: unapplied.currency }} davon sind noch keiner Rechnung zugeordnet. Sagen Sie uns gern, wofür der Betrag ist.\n{% endif %}',
        CLOSING,
      ].join('\n\n'),
    },
  },
  promise_confirmed: {
    email: {
      subject: 'Ihre Zahlung bis {{ promise.promised_on | day }}, {{ company.name }}',
      body: [
        GREETING,
        'vielen Dank. Wir haben notiert, dass Sie {{ promise.amount | money: promise.currency }} bis zum {{ promise.promised_on | day }} zahlen. Bis dahin erhalten Sie keine Erinnerung an diese Rechnungen:',
        '| Rechnung | fällig am | > offen |\n{% for item in items %}\n| {{ item.number }} | {{ item.due_on | day }} | {{ item.open | money: item.currency }} |\n{% endfor %}',
        BANK,
        'Sollte sich etwas ändern, sagen Sie uns bitte rechtzeitig Bescheid.',
        CLOSING,
      ].join('\n\n'),
    },
  },
};
