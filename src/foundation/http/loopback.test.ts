import { describe, expect, it } from 'vitest';
import { isLoopbackHost } from './loopback.ts';

describe('a host that is this very machine', () => {
  it.each(['localhost', 'LOCALHOST', '127.0.0.1', '127.8.9.1', '::1', '[::1]'])('%s is', (host) => expect(isLoopbackHost(host)).toBe(true));
  it.each(['', '127.0.0.1.example.test', 'localhost.example.test', '127.1', '128.0.0.1', '10.0.0.1', '0.0.0.0', '::2', '127.0.0.1@example.test'])(
    '%s is not',
    (host) => expect(isLoopbackHost(host)).toBe(false),
  );
});
