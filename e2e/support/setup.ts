import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PostOffice } from './mails.ts';
import { Portal } from './portal.ts';

const top = resolve(import.meta.dirname, '../..');

/** Builds the program unless QIAO_BIN names one, and starts the portal with demo content that most tests read. */
export default async function setup(): Promise<() => Promise<void>> {
  if (!process.env.QIAO_BIN) {
    mkdirSync(join(top, 'dist'), { recursive: true });
    const bin = join(top, 'dist', 'qiao-e2e');
    execFileSync('go', ['build', '-trimpath', '-ldflags', '-s -w -X main.version=v0.0.0-e2e', '-o', bin, '.'], {
      cwd: top, stdio: 'inherit', env: { ...process.env, CGO_ENABLED: '0' },
    });
    process.env.QIAO_BIN = bin;
    process.env.QIAO_BUILT = '1';
  }
  const portal = await Portal.start({ demo: true });
  const root = await portal.superuser();
  // one address asks for everything here; that limits are on is tested on a portal of its own
  await root.settings.update({ rateLimits: { enabled: false } });
  const office = await PostOffice.start();
  await office.serve(root);
  process.env.QIAO_BASE = portal.url;
  process.env.QIAO_MAILS = office.url;
  return async () => {
    await portal.close();
    await office.close();
  };
}
