import { builtInTemplate } from '../src/ar/messages/find-template.ts';
import { renderTemplate } from '../src/ar/messages/render-template.ts';
import type { TemplateData } from '../src/ar/messages/template.ts';
import { assert } from '../src/foundation/errors/refusal.ts';
import { machine, measure, rounded, seeded, SIZES, type BenchResult, type BenchSize } from './result.ts';

/** Overdue and coming invoices of one reminder. */
const ITEMS = 8;
const UPCOMING = 3;

/** Reminders rendered on one thread: subject, plain text and HTML with a table of invoices, in English and German by turns. */
export async function benchMessages(size: BenchSize): Promise<BenchResult> {
  const messages = SIZES[size];
  const templates = (['en', 'de'] as const).map((language) => {
    const template = builtInTemplate('reminder_firm', 'email', language);
    assert(template, 'the firm reminder is built in');
    return template;
  });
  const inputs = Array.from({ length: 200 }, (_, i) => inputOf(i));
  for (const template of templates) for (const input of inputs.slice(0, 50)) renderTemplate(template, input);
  let characters = 0;
  const before = process.cpuUsage();
  const { seconds, peakMemoryMiB } = await measure(() => {
    for (let i = 0; i < messages; i++) {
      const done = renderTemplate(templates[i % 2] as (typeof templates)[number], inputs[i % inputs.length] as TemplateData);
      characters += done.bodyText.length + (done.bodyHtml?.length ?? 0);
    }
    return Promise.resolve();
  });
  const { user, system } = process.cpuUsage(before);
  return {
    bench: 'messages',
    size,
    rows: messages,
    seconds: rounded(seconds),
    rowsPerSecond: Math.round(messages / seconds),
    copy: null,
    ratioToCopy: null,
    statements: 0,
    peakMemoryMiB,
    machine: machine(),
    // On a machine that others use as well, the processor's own time says more than the clock on the wall.
    details: {
      messagesPerCpuSecond: Math.round(messages / ((user + system) / 1e6)),
      itemsPerMessage: ITEMS + UPCOMING,
      charactersPerMessage: Math.round(characters / messages),
    },
  };
}

function inputOf(seed: number): TemplateData {
  const random = seeded(seed);
  const item = (index: number) => ({
    number: `INV-${String(seed * 100 + index).padStart(6, '0')}`,
    issued_on: '2026-01-15',
    due_on: '2026-02-14',
    days_past_due: 30 + index,
    amount: `${Math.floor(random() * 9_000) + 100}.00`,
    open: `${Math.floor(random() * 9_000) + 100}.50`,
    currency: 'EUR',
    reference: '',
  });
  return {
    company: {
      name: 'Lindqvist Paper & Co',
      email: 'accounts@lindqvist.example',
      phone: '',
      bank: { iban: 'DE89370400440532013000', bic: 'COBADEFFXXX', holder: '' },
    },
    customer: { name: `Customer ${seed} <&> "Co"`, number: String(seed) },
    contact: { name: seed % 2 === 0 ? 'Mara Voss' : '' },
    items: Array.from({ length: ITEMS }, (_, index) => item(index)),
    upcoming: Array.from({ length: UPCOMING }, (_, index) => item(50 + index)),
    totals: [{ currency: 'EUR', open: '12345.60' }],
    credits: [],
    step: { key: 'firm', tone: 'firm' },
    today: '2026-03-16',
  };
}
