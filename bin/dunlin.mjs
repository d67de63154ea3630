#!/usr/bin/env node
// The entry of the program, in plain JavaScript so that an older Node can read it. Dunlin itself is TypeScript that Node 24
// runs as it is; on an older Node this file hands over to the Node 24 that the installation brought along.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const NEEDED_MAJOR = 24;

if (Number.parseInt(process.versions.node, 10) >= NEEDED_MAJOR) {
  silenceExperimentalWarnings();
  const { main } = await import('../src/main.ts');
  process.exitCode = await main(process.argv.slice(2));
} else {
  const runtime = findBundledNode();
  if (runtime === undefined) {
    console.error(
      `Dunlin needs Node ${NEEDED_MAJOR} or newer; this is ${process.version}, and the Node ${NEEDED_MAJOR} that npm brings along is not installed: install again without --omit=optional (npm ci), or run dunlin with Node ${NEEDED_MAJOR} or newer.`,
    );
    process.exitCode = 1;
  } else {
    handOver(runtime);
  }
}

/** Early releases of Node 24 announce type stripping and SQLite as experimental on every start. */
function silenceExperimentalWarnings() {
  const printers = process.listeners('warning');
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name !== 'ExperimentalWarning') for (const print of printers) print.call(process, warning);
  });
}

function findBundledNode() {
  try {
    return createRequire(import.meta.url).resolve(`node-${process.platform}-${process.arch}/bin/node`);
  } catch {
    return undefined;
  }
}

/** Runs this file again under `runtime` and ends the way that process ends: same exit code, or same signal.
 *  @param {string} runtime */
function handOver(runtime) {
  const child = spawn(runtime, ['--disable-warning=ExperimentalWarning', fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });

  const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const name of forwarded) {
    process.on(name, () => {
      // Ctrl-C goes to the terminal's whole foreground group: the child has it already, and a second one would read as
      // "stop at once". Sent to this process alone (kill, a supervisor), it must be passed on.
      if (name === 'SIGINT' && isInTerminalForeground()) return;
      child.kill(name);
    });
  }

  child.on('error', (error) => {
    console.error(
      `Dunlin could not start the Node ${NEEDED_MAJOR} of this installation (${runtime}): ${error.message}. Install again (npm ci), or run dunlin with Node ${NEEDED_MAJOR} or newer.`,
    );
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    if (signal === null) {
      process.exitCode = code ?? 1;
      return;
    }
    // Die of the same signal, so that a shell or supervisor sees what happened (130 for SIGINT, 143 for SIGTERM).
    for (const name of forwarded) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}

/** Fields 5 and 8 of /proc/self/stat: this process's group, and the group in the foreground of its terminal (-1: no terminal). */
function isInTerminalForeground() {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8');
    const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return group === foreground;
  } catch {
    return false;
  }
}
