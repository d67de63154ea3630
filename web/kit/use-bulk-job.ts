import { useMemo, useSyncExternalStore } from 'react';
import type { BulkJob } from './bulk-job.ts';
import { bulkJobs } from './bulk-jobs.ts';

const subscribe = (listener: () => void): (() => void) => bulkJobs.subscribe(listener);
const all = (): readonly BulkJob[] => bulkJobs.all();

/** The jobs of the signed-in person in a company, oldest first; of all companies without one. */
export function useBulkJobs(company?: string): readonly BulkJob[] {
  const jobs = useSyncExternalStore(subscribe, all);
  return useMemo(() => (company === undefined ? jobs : jobs.filter((job) => job.company === company)), [jobs, company]);
}

/** One job, as it goes on; undefined when it was taken off the list. */
export function useBulkJob(id: string | undefined): BulkJob | undefined {
  return useSyncExternalStore(subscribe, all).find((job) => job.id === id);
}
