import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { allTables, migrationsFolder } from '../src/app/schema.ts';
import { loadDemo } from '../src/app/demo/load-demo.ts';
import { day } from '../src/foundation/calendar/day.ts';
import { openEmbeddedDatabase } from '../src/foundation/db/embedded/launch.ts';
import { migrate } from '../src/foundation/db/migrate.ts';
import { machine, measure, rounded, type BenchResult, type BenchSize } from './result.ts';

const ANCHOR = day('2026-06-01');

/** Customers of each company; S to XL as far as a year makes sense. */
const CUSTOMERS: Readonly<Record<BenchSize, number | undefined>> = { S: 30, M: undefined, L: 300, XL: 1_000 };

/** One simulated year of the demo firm, every business day: invoices, bank files, cash application, reminders, messages and people. `rows` are invoices, bank
 *  lines and messages. Size M is the demo itself. */
export async function benchDemoYear(size: BenchSize, options: { dataDir: string }): Promise<BenchResult> {
  const cluster = await openEmbeddedDatabase({ dataDir: options.dataDir });
  const name = `bench_${randomUUID().slice(0, 8)}`;
  const inside = (url: string): string => {
    const changed = new URL(url);
    changed.pathname = `/${name}`;
    return changed.toString();
  };
  const asOwner = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: cluster.ownerUrl });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  };
  await asOwner(`create database ${name}`);
  try {
    await migrate({ ownerUrl: inside(cluster.ownerUrl), folder: migrationsFolder, tables: allTables, now: new Date() });
    const customers = CUSTOMERS[size];
    let statements = 0;
    const { result, seconds, peakMemoryMiB } = await measure(() =>
      loadDemo(
        { app: { url: inside(cluster.appUrl), role: undefined }, ownerUrl: inside(cluster.ownerUrl) },
        { anchor: ANCHOR, months: 12, onStatements: (count) => void (statements = count), ...(customers === undefined ? {} : { customers }) },
      ),
    );
    const sum = (of: (one: (typeof result)[number]) => number): number => result.reduce((total, one) => total + of(one), 0);
    const figures = {
      customers: sum((one) => one.customers),
      invoices: sum((one) => one.invoices),
      lines: sum((one) => one.lines),
      messages: sum((one) => one.reminders),
    };
    const rows = figures.invoices + figures.lines + figures.messages;
    return {
      bench: 'demo-year',
      size,
      rows,
      seconds: rounded(seconds),
      rowsPerSecond: Math.round(rows / seconds),
      copy: null,
      ratioToCopy: null,
      statements,
      peakMemoryMiB,
      machine: machine(),
      details: { ...figures, ...Object.fromEntries(result.map((one) => [`seconds ${one.slug}`, one.seconds])) },
    };
  } finally {
    await asOwner(`drop database if exists ${name}`);
    await cluster.release();
  }
}
