import { type IncomingMessage, type Server as WebServer, type ServerResponse, createServer as createWeb } from 'node:http';
import { type AddressInfo, type Server, type Socket, createServer } from 'node:net';
import type PocketBase from 'pocketbase';

/** A mail as it arrived. */
export interface Mail {
  to: string; // of the envelope
  from: string;
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>; // by their names in small letters
  links: string[]; // the addresses in its HTML, in order
}

/**
 * An SMTP server that keeps what it gets. Tests read it in the same process as {@link PostOffice.letters}, or from another
 * one over HTTP with {@link mails}.
 */
export class PostOffice {
  readonly letters: Mail[] = [];
  /** Hung up on when the dot has come, without an answer; and what is still to be said to those that wait. */
  #held: (() => void)[] | null = null;
  #sockets = new Set<Socket>();

  private constructor(readonly smtp: Server, readonly web: WebServer) {}

  static async start(): Promise<PostOffice> {
    const office: PostOffice = new PostOffice(createServer((socket) => office.#talk(socket)), createWeb((request, answer) => office.#show(request, answer)));
    await Promise.all([office.smtp, office.web].map((server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))));
    return office;
  }

  get port(): number { return (this.smtp.address() as AddressInfo).port; }
  get url(): string { return `http://127.0.0.1:${(this.web.address() as AddressInfo).port}`; }

  /** Lets nobody have an answer to their mail until {@link release}. Such a mail isn't kept before. */
  hold(): void { this.#held ??= []; }

  /** How many wait for an answer. */
  get waiting(): number { return this.#held?.length ?? 0; }

  /** Ends a {@link hold}: who still waits has delivered now. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const accept of held) accept();
  }

  /** Makes it the SMTP server of a portal that a superuser is signed in to. */
  async serve(root: PocketBase): Promise<void> {
    await root.settings.update({
      smtp: { enabled: true, host: '127.0.0.1', port: this.port, tls: false },
      meta: { senderName: '桥 Qiao', senderAddress: 'qiao@example.org' },
    });
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.web.closeAllConnections();
    await Promise.all([this.smtp, this.web].map((server) => new Promise((resolve) => server.close(resolve))));
  }

  #show(request: IncomingMessage, answer: ServerResponse): void {
    const to = new URL(request.url ?? '/', this.url).searchParams.get('to');
    answer.setHeader('content-type', 'application/json');
    answer.end(JSON.stringify(this.letters.filter((mail) => !to || mail.to === to)));
  }

  /** One conversation, as much of RFC 5321 as a client that sends needs. */
  #talk(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => { /* it hung up */ });
    let input = Buffer.alloc(0);
    let content = false;
    let to: string[] = [];
    const say = (line: string) => { if (!socket.destroyed) socket.write(`${line}\r\n`); };
    say('220 localhost ESMTP');
    socket.on('data', (chunk) => {
      input = Buffer.concat([input, chunk]);
      for (;;) {
        const end = content ? input.indexOf('\r\n.\r\n') : input.indexOf('\r\n');
        if (end < 0) return;
        const part = input.subarray(0, end).toString('utf8');
        input = input.subarray(end + (content ? 5 : 2));
        if (content) {
          content = false;
          const accept = () => {
            if (socket.destroyed) return;
            for (const address of to) this.letters.push(parse(part.replace(/\r\n\.\./g, '\r\n.'), address));
            to = [];
            say('250 accepted');
          };
          if (this.#held) this.#held.push(accept);
          else accept();
          continue;
        }
        const command = part.slice(0, 4).toUpperCase();
        if (command === 'EHLO' || command === 'HELO') say('250 localhost');
        else if (command === 'RCPT') { to.push(part.match(/<([^>]*)>/)?.[1] ?? ''); say('250 yes'); }
        else if (command === 'DATA') { content = true; say('354 go on'); }
        else if (command === 'QUIT') { say('221 bye'); socket.end(); }
        else { if (command === 'MAIL' || command === 'RSET') to = []; say('250 yes'); }
      }
    });
  }
}

function parse(source: string, to: string): Mail {
  const mail: Mail = { to, from: '', subject: '', text: '', html: '', headers: {}, links: [] };
  mail.headers = read(source, mail);
  mail.from = words(mail.headers.from ?? '');
  mail.subject = words(mail.headers.subject ?? '');
  mail.links = [...mail.html.matchAll(/href="([^"]*)"/g)].map(([, link]) => link!.replaceAll('&amp;', '&'));
  return mail;
}

/** Reads a part and those in it, and gives its headers. */
function read(source: string, mail: Mail): Record<string, string> {
  const end = source.indexOf('\r\n\r\n');
  const headers: Record<string, string> = {};
  for (const line of source.slice(0, end).replace(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const colon = line.indexOf(':');
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const body = source.slice(end + 4);
  const type = headers['content-type'] ?? 'text/plain';
  const boundary = type.match(/boundary="?([^";]+)"?/)?.[1];
  if (boundary) {
    for (const part of body.split(`--${boundary}`).slice(1, -1)) read(part.replace(/^\r\n/, '').replace(/\r\n$/, ''), mail);
  } else if (type.startsWith('text/html')) mail.html = decode(body, headers['content-transfer-encoding']);
  else if (type.startsWith('text/plain')) mail.text = decode(body, headers['content-transfer-encoding']);
  return headers;
}

function decode(body: string, encoding = ''): string {
  if (/base64/i.test(encoding)) return Buffer.from(body, 'base64').toString('utf8');
  if (!/quoted-printable/i.test(encoding)) return body;
  return quoted(body.replace(/=\r\n/g, ''));
}

function quoted(text: string): string {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Header text with its encoded words (RFC 2047) read. */
function words(text: string): string {
  return text.replace(/\?=\s+=\?/g, '?==?').replace(/=\?utf-8\?([qb])\?([^?]*)\?=/gi, (_, how: string, coded: string) =>
    how.toLowerCase() === 'b' ? Buffer.from(coded, 'base64').toString('utf8') : quoted(coded.replaceAll('_', ' ')));
}

/** Waits until there is something. */
async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`there came no ${what}`);
}

/** The mails that the portal of the setup (QIAO_BASE) has sent. */
export const mails = {
  /** All mails to an address so far, the oldest first. */
  async all(address: string): Promise<Mail[]> {
    return (await fetch(`${process.env.QIAO_MAILS}/?to=${encodeURIComponent(address)}`)).json() as Promise<Mail[]>;
  },

  /** Waits for the newest mail to an address, or the newest whose subject matches. */
  async to(address: string, subject?: RegExp): Promise<Mail> {
    return until(`mail to ${address}${subject ? ` about ${subject}` : ''}`, async () => (await this.all(address)).findLast((mail) => !subject || subject.test(mail.subject)));
  },
};
