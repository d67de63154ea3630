import type { TemplateCode } from './template.ts';
import type { MessageChannel } from './message.ts';

export type DefaultTexts = Readonly<Record<TemplateCode, Partial<Readonly<Record<MessageChannel, { readonly subject: string; readonly body: string }>>>>>;

const GREETING = 'Dear {% if contact.name != "" %}{{ contact.name }}{% else %}{{ customer.name }}{% endif %},';

const CLOSING = `Kind regards
{{ company.name }}
{% if company.phone != "" %}
{{ company.phone }}
{% endif %}
{% if company.email != "" %}
{{ company.email }}
{% endif %}`;

const OVERDUE = `{% if items.size > 0 %}
| Invoice | Issued | Due | > Days overdue | > Open |
{% for item in items %}
| {{ item.number }} | {{ item.issued_on | day }} | {{ item.due_on | day }} | {{ item.days_past_due }} | {{ item.open | money: item.currency }} |
{% endfor %}

{% for total in totals %}
Total overdue: {{ total.open | money: total.currency }}
{% endfor %}
{% endif %}`;

const UPCOMING = `{% if upcoming.size > 0 %}
For your planning, these are not due yet:

| Invoice | Due | > Open |
{% for item in upcoming %}
| {{ item.number }} | {{ item.due_on | day }} | {{ item.open | money: item.currency }} |
{% endfor %}
{% endif %}`;

const CREDITS = `{% if credits.size > 0 %}
{% for credit in credits %}
We hold a credit of {{ credit.open | money: credit.currency }} for you.
{% endfor %}
Tell us if you would like us to set it against these invoices.
{% endif %}`;

const BANK = `{% if company.bank.iban != "" %}
Please pay to
{{ company.bank.holder | default: company.name }}
IBAN {{ company.bank.iban }}
{% if company.bank.bic != "" %}
BIC {{ company.bank.bic }}
{% endif %}
and quote the invoice numbers.
{% endif %}`;

const PAID_ALREADY = 'If your payment is already on its way, please disregard this message.';

function reminder(opening: string, ending: string): string {
  return [GREETING, opening, OVERDUE, UPCOMING, CREDITS, BANK, ending, CLOSING].join('\n\n');
}

function letter(opening: string, ending: string): string {
  return [GREETING, opening, '---', ending, CLOSING].join('\n\n');
}

const FRIENDLY = 'The invoices below are past their due day. This may simply have slipped through, so here is an overview:';
const FRIENDLY_END = `Thank you for settling them in the next few days. Is anything unclear, or is an invoice not right? Just reply to this message.\n\n${PAID_ALREADY}`;
const FIRM = 'Despite our earlier reminder, the invoices below are still open.';
const FIRM_END = `Please pay the overdue amount within seven days. If there is a reason why you cannot, tell us now, so that we can agree on a date together.\n\n${PAID_ALREADY}`;
const FINAL = 'We have written to you several times about the invoices below and have not received payment. This is our last reminder.';
const FINAL_END = `Please pay the overdue amount within seven days. If we hear nothing by then, we will decide how to proceed with the claim. We would much rather find a solution with you: a call or a short reply is enough.\n\n${PAID_ALREADY}`;
const AHEAD = 'A short note ahead of time: the invoices below will be due soon.';

const SUMS = '{% for total in totals %}{{ total.open | money: total.currency }}{% unless forloop.last %}, {% endunless %}{% endfor %}';

export const ENGLISH_TEXTS: DefaultTexts = {
  invoice: {
    email: {
      subject: 'Invoice {{ invoice.number }} from {{ company.name }}',
      body: [
        GREETING,
        'Please find attached invoice {{ invoice.number }} of {{ invoice.issued_on | day }} for {{ invoice.amount | money: invoice.currency }}. It is due on {{ invoice.due_on | day }}.',
        '{% if company.bank.iban != "" %}\nPlease pay to\n{{ company.bank.holder | default: company.name }}\nIBAN {{ company.bank.iban }}\n{% if company.bank.bic != "" %}\nBIC {{ company.bank.bic }}\n{% endif %}\nReference {{ invoice.reference | default: invoice.number }}\n{% endif %}',
        'If anything is not right, please reply to this message. Thank you for your business.',
        CLOSING,
      ].join('\n\n'),
    },
    letter: {
      subject: 'Invoice {{ invoice.number }}',
      body: letter(
        'Please find enclosed invoice {{ invoice.number }} of {{ invoice.issued_on | day }}. It is due on {{ invoice.due_on | day }}.',
        'Thank you for your business.',
      ),
    },
  },
  credit_note: {
    email: {
      subject: 'Credit note {{ credit_note.number }} from {{ company.name }}',
      body: [
        GREETING,
        'Please find attached credit note {{ credit_note.number }} of {{ credit_note.issued_on | day }} for {{ credit_note.amount | money: credit_note.currency }}{% if credit_note.invoice_number != "" %}. It corrects invoice {{ credit_note.invoice_number }}{% endif %}.',
        'If you have a question about it, please reply to this message.',
        CLOSING,
      ].join('\n\n'),
    },
    letter: {
      subject: 'Credit note {{ credit_note.number }}',
      body: letter(
        'Please find enclosed credit note {{ credit_note.number }} of {{ credit_note.issued_on | day }}.',
        'If you have a question about it, please get in touch.',
      ),
    },
  },
  statement: {
    email: {
      subject: 'Your account with {{ company.name }} on {{ as_of | day }}',
      body: [
        GREETING,
        'This is your account with us on {{ as_of | day }}.',
        '{% if items.size > 0 %}\n| Invoice | Issued | Due | > Amount | > Open |\n{% for item in items %}\n| {{ item.number }} | {{ item.issued_on | day }} | {{ item.due_on | day }} | {{ item.amount | money: item.currency }} | {{ item.open | money: item.currency }} |\n{% endfor %}\n{% else %}\nNo invoice is open.\n{% endif %}',
        '{% for total in totals %}\nTotal open: {{ total.open | money: total.currency }}\n{% endfor %}\n{% for credit in credits %}\nCredit in your favour: {{ credit.open | money: credit.currency }}\n{% endfor %}',
        'Does this differ from your books? Please reply to this message and we will look into it.',
        CLOSING,
      ].join('\n\n'),
    },
    letter: {
      subject: 'Your account on {{ as_of | day }}',
      body: letter('below is your account with us on {{ as_of | day }}.', 'Does this differ from your books? Please get in touch and we will look into it.'),
    },
  },
  reminder_upcoming: {
    email: {
      subject: 'Invoices due soon, {{ company.name }}',
      body: reminder(AHEAD, 'If you have a question about an invoice, please reply to this message. Thank you.'),
    },
    letter: { subject: 'Invoices due soon', body: letter(AHEAD, 'If you have a question about an invoice, please get in touch. Thank you.') },
  },
  reminder_friendly: {
    email: { subject: 'Payment reminder from {{ company.name }}', body: reminder(FRIENDLY, FRIENDLY_END) },
    letter: { subject: 'Payment reminder', body: letter(FRIENDLY, FRIENDLY_END.replace('Just reply to this message.', 'Please get in touch.')) },
    sms: {
      subject: '',
      body: `{{ company.name | truncate: 30 }}: a friendly reminder that ${SUMS} is overdue. Already paid? Then please ignore this. Reply STOP for no more texts.`,
    },
  },
  reminder_firm: {
    email: { subject: 'Second reminder: overdue invoices, {{ company.name }}', body: reminder(FIRM, FIRM_END) },
    letter: { subject: 'Second reminder: overdue invoices', body: letter(FIRM, FIRM_END) },
    sms: {
      subject: '',
      body: `{{ company.name | truncate: 30 }}: ${SUMS} is still overdue. Please pay within 7 days or contact us. Reply STOP for no more texts.`,
    },
  },
  reminder_final: {
    email: { subject: 'Last reminder: overdue invoices, {{ company.name }}', body: reminder(FINAL, FINAL_END) },
    letter: { subject: 'Last reminder: overdue invoices', body: letter(FINAL, FINAL_END) },
  },
  payment_received: {
    email: {
      subject: 'We have received your payment, {{ company.name }}',
      body: [
        GREETING,
        'Thank you: we have received your payment of {{ payment.amount | money: payment.currency }} on {{ payment.received_on | day }}.',
        '{% if applied.size > 0 %}\n| Applied to | > Amount |\n{% for item in applied %}\n| {{ item.number }} | {{ item.amount | money: item.currency }} |\n{% endfor %}\n{% endif %}',
        '{% if unapplied.amount != "" %}\n{{ unapplied.amount | money: unapplied.currency }} of it is not applied to an invoice yet. If you tell us which one it is for, we will see to it.\n{% endif %}',
        CLOSING,
      ].join('\n\n'),
    },
  },
  promise_confirmed: {
    email: {
      subject: 'Your payment by {{ promise.promised_on | day }}, {{ company.name }}',
      body: [
        GREETING,
        'Thank you. We have noted that you will pay {{ promise.amount | money: promise.currency }} by {{ promise.promised_on | day }}. Until then you will get no reminder for these invoices:',
        '| Invoice | Due | > Open |\n{% for item in items %}\n| {{ item.number }} | {{ item.due_on | day }} | {{ item.open | money: item.currency }} |\n{% endfor %}',
        BANK,
        'Should anything change, please tell us in good time.',
        CLOSING,
      ].join('\n\n'),
    },
  },
};
