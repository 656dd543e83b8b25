import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import PocketBase from 'pocketbase';

const run = promisify(execFile);

export const root = { email: 'root@example.com', password: 'root-password-123' };

/** The program under test, built by the setup or given as QIAO_BIN. */
export function binary(): string {
  const path = process.env.QIAO_BIN;
  if (!path) throw new Error('QIAO_BIN is not set: the setup did not run');
  return path;
}

export interface Outcome { code: number; stdout: string; stderr: string }

/** Runs a command of the program to its end. A failing one doesn't throw: its exit code is in the outcome. */
export async function qiao(args: string[], options: { cwd?: string; env?: Record<string, string>; bin?: string } = {}): Promise<Outcome> {
  try {
    const { stdout, stderr } = await run(options.bin ?? binary(), args, { cwd: options.cwd, env: { ...process.env, ...options.env }, timeout: 120_000 });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: unknown; stdout?: string; stderr?: string };
    if (typeof code !== 'number') throw error;
    return { code, stdout, stderr };
  }
}

/** A folder of its own for one portal. */
export function scratch(name: string): Promise<string> {
  return mkdtemp(join(tmpdir(), `qiao-${name}-`));
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

export interface Options {
  demo?: boolean; // with the demo content
  dir?: string; // its data; a new folder when not given, which close() removes
  bin?: string;
  env?: Record<string, string>;
}

/** A portal that serves. */
export class Portal {
  output = '';
  #process: ChildProcess;
  #ended: Promise<void>;

  private constructor(readonly url: string, readonly dir: string, readonly home: string | undefined, process: ChildProcess) {
    this.#process = process;
    this.#ended = new Promise((resolve) => process.once('exit', () => resolve()));
    for (const stream of [process.stdout, process.stderr]) stream?.on('data', (chunk) => { this.output += chunk; });
  }

  static async start(options: Options = {}): Promise<Portal> {
    const home = options.dir ? undefined : await scratch('e2e');
    const dir = options.dir ?? join(home!, 'pb_data');
    const url = `http://127.0.0.1:${await freePort()}`;
    const args = ['serve', '--dir', dir, '--http', url.slice('http://'.length), '--url', url];
    if (options.demo) args.push('--demo');
    const portal = new Portal(url, dir, home, spawn(options.bin ?? binary(), args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...options.env } }));
    await portal.#ready();
    return portal;
  }

  async #ready(): Promise<void> {
    let ended = false;
    this.#ended.then(() => { ended = true; });
    const until = Date.now() + 120_000;
    while (Date.now() < until) {
      if (ended) throw new Error(`the portal ended instead of serving:\n${this.output}`);
      const answer = await fetch(`${this.url}/api/health`).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    await this.kill();
    throw new Error(`the portal didn't serve within two minutes:\n${this.output}`);
  }

  /** What the process ended with; null while it runs, or when a signal ended it. */
  get exitCode(): number | null { return this.#process.exitCode; }

  /** Ends the process as a crash or a power cut would. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#ended;
  }

  /** Ends the process as a service manager would. */
  async stop(): Promise<void> {
    this.#process.kill('SIGTERM');
    await this.#ended;
  }

  /** Stops, and removes the data unless it was given. */
  async close(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) await this.stop();
    if (this.home) await rm(this.home, { recursive: true, force: true });
  }

  /** Makes the superuser with the command, and signs in. */
  async superuser(): Promise<PocketBase> {
    const made = await qiao(['superuser', 'upsert', root.email, root.password, '--dir', this.dir]);
    if (made.code !== 0) throw new Error(`superuser upsert: ${made.stderr}`);
    return signIn(this.url, '_superusers', root.email, root.password);
  }
}

/** A client of the REST API, signed in. */
export async function signIn(url: string, collection: string, email: string, password: string): Promise<PocketBase> {
  const client = guest(url);
  await client.collection(collection).authWithPassword(email, password);
  return client;
}

/** A client of the REST API that nobody is signed in to. */
export function guest(url: string): PocketBase {
  const client = new PocketBase(url);
  client.autoCancellation(false);
  return client;
}
