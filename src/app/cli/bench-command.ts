import { Argument, Option, type Command } from 'commander';
import { readConfig } from '../config.ts';
import { jsonText } from './print.ts';
import { leaf, type Cli, type CommonOptions } from './session.ts';

type BenchOptions = CommonOptions & { readonly size: string };

const NAMES = ['issue', 'statement', 'match', 'messages', 'aging', 'pdf', 'dunning', 'demo-year'];

export function addBenchCommand(program: Command, cli: Cli): void {
  leaf(program, 'bench', 'measure this machine on a throw-away database beside the data')
    .addArgument(new Argument('<name>', 'what to measure').choices(NAMES))
    .addOption(new Option('--size <size>', 'how much: 1,000 to 1,000,000 rows').choices(['S', 'M', 'L', 'XL']).default('S'))
    .action(async (name: string, options: BenchOptions) => {
      const config = readConfig({ data: options.data });
      cli.config = config;
      const { runBench } = await import('../../../bench/run-bench.ts');
      const result = await runBench(name, { size: options.size, dataDir: config.dataDir });
      const copy = result.copy === null ? '' : `, COPY of the same rows ${result.copy.rowsPerSecond} rows/s`;
      await cli.out.write(
        options.json === true
          ? jsonText(result)
          : `${result.bench} ${result.size}: ${result.rows} rows in ${result.seconds} s, ${result.rowsPerSecond} rows/s${copy}; ${result.statements} statements, at most ${result.peakMemoryMiB} MiB.\n`,
      );
    });
}
