import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';

const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');

for (const [what, config] of [['the scripts of the pages', 'tsconfig.page.json'], ['these tests', 'tsconfig.json']] as const) {
  test(`the types of ${what} are right`, async () => {
    const said = await new Promise<string>((resolve) => {
      execFile(process.execPath, [tsc, '-p', join(import.meta.dirname, '..', config)], (error, stdout, stderr) => resolve(error ? stdout + stderr || String(error) : ''));
    });
    expect(said).toBe('');
  });
}
