import { statfsSync } from 'node:fs';
import { totalmem } from 'node:os';

const MEGABYTE = 1024 * 1024;
const ROOMY_SHARED_MEMORY_BYTES = 512 * MEGABYTE;

/** The server's settings for a machine that also runs the rest of Dunlin. Durability (fsync, synchronous_commit,
 *  full_page_writes) stays as Postgres ships it: on. `overrides` win, except over what the launcher itself depends on. */
export function serverSettings(port: number, overrides: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const memoryMegabytes = Math.floor(usableMemoryBytes() / MEGABYTE);
  return {
    shared_buffers: '256MB',
    effective_cache_size: `${Math.max(512, Math.floor(memoryMegabytes / 2))}MB`,
    work_mem: '32MB',
    maintenance_work_mem: '256MB',
    max_connections: '60',
    max_wal_size: '4GB',
    checkpoint_timeout: '15min',
    wal_compression: 'on', // pglz: the packaged engine is built without lz4
    random_page_cost: '1.1',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] ',
    // Statements, parameters and "Key (...)=(...)" details hold names and bank accounts: they do not belong in a log.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    dynamic_shared_memory_type: sharedMemoryType(),
    ...overrides,
    port: String(port),
    listen_addresses: '127.0.0.1',
    // Loopback only: a socket's path may not exceed 107 bytes, which data folders do.
    unix_socket_directories: '',
    logging_collector: 'off',
    log_destination: 'stderr',
  };
}

/** Containers often have a /dev/shm of 64 MB, in which parallel queries fail as if the disk were full. */
function sharedMemoryType(): 'posix' | 'sysv' {
  try {
    const { blocks, bsize } = statfsSync('/dev/shm');
    return blocks * bsize >= ROOMY_SHARED_MEMORY_BYTES ? 'posix' : 'sysv';
  } catch {
    return 'sysv';
  }
}

function usableMemoryBytes(): number {
  const limit = process.constrainedMemory();
  const total = totalmem();
  return limit > 0 && limit < total ? limit : total;
}
