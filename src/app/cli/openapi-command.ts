import type { Command } from 'commander';
import { initialiseCompany } from '../initialise-company.ts';
import { versionOf } from '../version.ts';
import { jsonText } from './print.ts';
import { leaf, type Cli } from './session.ts';

export function addOpenapiCommand(program: Command, cli: Cli): void {
  leaf(program, 'openapi', 'print the OpenAPI 3.1 document of the API').action(async () => {
    const { apiDocument, apiOperations } = await import('../api.ts');
    await cli.out.write(jsonText(apiDocument(apiOperations({ initialise: initialiseCompany, dataFolder: '' }), versionOf())));
  });
}
