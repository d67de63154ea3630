import { api, refreshCompany } from '../../kit/api.ts';
import { registerJobKind, type JobKind } from '../../kit/bulk-jobs.ts';
import { sayWords, wordsOf } from '../../kit/words.ts';
import type { HoldGiven } from './hold-fields.tsx';
import { holdWords } from './hold-words.ts';

const words = wordsOf({
  en: {
    already_sent: 'Was sent already.',
    no_address: 'There is nobody to send it to.',
    no_pdf: 'There is no PDF.',
    refused: 'It was refused.',
  },
  de: {
    already_sent: 'Wurde schon gesendet.',
    no_address: 'Es gibt keinen Empfänger.',
    no_pdf: 'Es gibt kein PDF.',
    refused: 'Es wurde abgelehnt.',
  },
});

/** Documents go into the outbox: one command a chunk, each document told for itself. */
const sendJob: JobKind = {
  async send({ company, ids, key }) {
    const said = sayWords(words);
    const { documents } = await api.sendInvoices({ company, body: { documentIds: [...ids] }, idempotencyKey: key });
    return {
      done: documents.filter(({ result }) => result === 'queued').map(({ documentId }) => documentId),
      failed: documents.flatMap(({ documentId, result }) => (result === 'queued' ? [] : [{ id: documentId, sentence: said[result] }])),
    };
  },
  changed: (company) => void refreshCompany(company),
};

const holdJob: JobKind = {
  async send({ company, ids, given, key }) {
    const said = sayWords(holdWords);
    const { kind, reason, untilOn } = given as HoldGiven;
    const { results } = await api.placeHolds({
      company,
      body: { kind, reason, invoiceIds: [...ids], ...(untilOn === null ? {} : { untilOn }) },
      idempotencyKey: key,
    });
    return {
      done: results.filter(({ result }) => result === 'placed').map(({ subjectId }) => subjectId),
      failed: results.flatMap(({ subjectId, result, code }) => (result === 'placed' ? [] : [{ id: subjectId, sentence: said[code ?? 'refused'] }])),
    };
  },
  changed: (company) => void refreshCompany(company),
};

/** What can be done to many invoices at once. The shell registers it, so that what a reload interrupted goes on whichever screen is open. */
export function registerInvoiceJobs(): void {
  registerJobKind('send-invoices', sendJob);
  registerJobKind('hold-invoices', holdJob);
}
