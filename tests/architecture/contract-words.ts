import { isTest, type SourceFile } from './source-tree.ts';

/** Sentences that contracts write about a field themselves, instead of leaving it to the validator. */
export function contractWords(files: readonly SourceFile[]): string[] {
  const contracts = files.filter(({ path, code }) => path.startsWith('src/') && !isTest(path) && /from 'zod'/.test(code));
  const found = contracts.flatMap(({ code }) =>
    [
      /\.regex\((?:\/(?:\\.|\[(?:\\.|[^\]])*\]|[^/\n])+\/\w*),\s*'([^'\n]+)'/g,
      /\.(?:custom<|refine\()[^;]{0,300}?,\s*'([A-Z][^'\n]+\.)'\)/g,
      /\bmessage: '([A-Z][^'\n]+\.)'/g,
    ].flatMap((pattern) => [...code.matchAll(pattern)].map((match) => match[1] ?? '')),
  );
  return [...new Set(found)];
}
