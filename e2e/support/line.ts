import { type Server, type Socket, connect, createServer } from 'node:net';

/** A line to a portal that can be cut: nothing comes through it then, whatever the browser thinks of its network. */
export class Line {
  #server: Server;
  #open = new Set<Socket>();
  #cut = false;
  url = '';

  private constructor(readonly port: number, readonly host: string) {
    this.#server = createServer((from) => {
      if (this.#cut) { from.destroy(); return; }
      const to = connect(this.port, this.host);
      for (const socket of [from, to]) {
        this.#open.add(socket);
        socket.on('error', () => { from.destroy(); to.destroy(); });
        socket.on('close', () => { this.#open.delete(socket); from.destroy(); to.destroy(); });
      }
      from.pipe(to);
      to.pipe(from);
    });
  }

  /** A line to the portal at this address. */
  static async to(portal: string): Promise<Line> {
    const { port, hostname } = new URL(portal);
    const line = new Line(Number(port), hostname);
    await new Promise<void>((resolve) => line.#server.listen(0, '127.0.0.1', resolve));
    const address = line.#server.address();
    line.url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
    return line;
  }

  cut() {
    this.#cut = true;
    for (const socket of this.#open) socket.destroy();
  }

  mend() { this.#cut = false; }

  async close() {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
