import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type PocketBase from 'pocketbase';
import { Portal, root as rootUser, scratch, signIn } from '../support/portal.ts';
import { expect, test } from '../support/site.ts';

/** The end of who asked while the server went; what it refused isn't that. */
function gone(error: unknown) {
  if ((error as { status?: number }).status !== 0) throw error;
}

const people = 500, seats = 50, most = 60;

test('registrations, cancellations and seats that were acknowledged before kill -9 are there, and no seat is given twice or to nobody', async () => {
  const rounds = Number(process.env.QIAO_KILLS ?? 3);
  test.setTimeout(120_000 + rounds * 200_000);
  const dir = await scratch('registration-kill');
  let portal = await Portal.start({ dir: join(dir, 'pb_data') });
  let total = 0;
  try {
    let root = await portal.superuser();
    await root.settings.update({ rateLimits: { enabled: false } });
    const author = await root.collection('users').create({ email: 'author@example.com', password: 'a-good-password-1', passwordConfirm: 'a-good-password-1', verified: true, handle: 'author', name: '作者' });
    for (let round = 0; round < rounds; round++) {
      const soon = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
      const event = (await root.collection('events').create({
        title: `第 ${round} 场`, slug: `round-${round}`, kind: 'meetup', mode: 'online', status: 'published', lang: 'zh', zone: 'Asia/Shanghai', starts: soon(72), ends: soon(75), author: author.id,
      })).id;
      await root.collection('event_registration').create({ event, waitlist: 'fifo', promote: true });
      const ticket = (await root.collection('event_tickets').create({ event, name: '票', mode: 'online', capacity: seats })).id;

      const acknowledged = new Set<string>();
      const cancelled = new Set<string>();
      const asked = new Set<string>(); // cancellations that may have come through
      let capacity = [seats];
      const id = (n: number) => `r${round}n`.padEnd(11, 'x') + String(n).padStart(4, '0');
      const register = (as: PocketBase, n: number) => as.collection('registrations').create({ id: id(n), event, ticket, name: `${n}`, email: `${id(n)}@example.com`, lang: 'zh', state: 'confirmed' });

      // eight at once register, some of them think better of it, and an organiser adds seats, until the power goes
      let next = 0, made = 0, stopped = false;
      const come = async () => {
        while (!stopped && next < people) {
          const n = next++;
          try {
            await register(root, n);
            acknowledged.add(id(n));
            made++;
            if (n % 6 !== 5) continue;
            asked.add(id(n - 3));
            if (!acknowledged.has(id(n - 3))) continue;
            await root.collection('registrations').update(id(n - 3), { state: 'cancelled' });
            cancelled.add(id(n - 3));
            made++;
          } catch (error) { return gone(error); }
        }
      };
      const resize = async () => {
        for (let size = seats; !stopped && size < most; size++) {
          try {
            capacity = [size, size + 1];
            await root.collection('event_tickets').update(ticket, { capacity: size + 1 });
            capacity = [size + 1];
          } catch (error) { return gone(error); }
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      };
      const all = [...Array.from({ length: 8 }, come), resize()];
      const enough = 60 + Math.floor(Math.random() * 250);
      await Promise.race([Promise.all(all), expect.poll(() => made, { timeout: 100_000, intervals: [10] }).toBeGreaterThan(enough)]);
      expect(made, 'enough before the kill').toBeGreaterThan(enough);
      await portal.kill();
      stopped = true;
      await Promise.all(all);
      total += made;

      portal = await Portal.start({ dir: join(dir, 'pb_data') });
      root = await signIn(portal.url, '_superusers', rootUser.email, rootUser.password);
      /** What holds at any time: the ticket's figures are those of the registrations, no seat too many, none free while somebody waits, in the order of arrival. */
      const sound = async () => {
        const [t, list] = await Promise.all([root.collection('event_tickets').getOne(ticket), root.collection('registrations').getFullList({ batch: 1000, filter: `event = '${event}'` })]);
        const of = (state: string) => list.filter((r) => r.state === state);
        const [confirmed, waiting] = [of('confirmed'), of('waiting')];
        expect({ taken: t.taken, waiting: t.waiting }, 'the figures of the ticket').toEqual({ taken: confirmed.length, waiting: waiting.length });
        expect(confirmed.length, 'seats').toBe(Math.min(t.capacity, confirmed.length + waiting.length));
        expect(confirmed.length + waiting.length + of('cancelled').length, 'other states').toBe(list.length);
        expect(new Set(list.map((r) => r.place)).size, 'places').toBe(list.length);
        if (waiting.length) expect(Math.max(...confirmed.map((r) => r.place)), 'who has a seat came before who waits').toBeLessThan(Math.min(...waiting.map((r) => r.place)));
        return { t, list: new Map(list.map((r) => [r.id, r.state as string])) };
      };
      const { t, list } = await sound();
      expect([...acknowledged].filter((one) => !list.has(one)), 'acknowledged registrations').toEqual([]);
      expect([...cancelled].filter((one) => list.get(one) !== 'cancelled'), 'acknowledged cancellations').toEqual([]);
      expect([...list].filter(([one, state]) => state === 'cancelled' && !asked.has(one)), 'cancelled by nobody').toEqual([]);
      expect(capacity, 'the acknowledged capacity').toContain(t.capacity);
      const mails = await root.collection('outbox').getFullList({ batch: 1000, filter: `kind = 'registration.mail'`, fields: 'key' });
      const keys = new Set(mails.map((m) => m.key as string));
      expect([...list.keys()].filter((one) => !['confirmed', 'waiting'].some((what) => keys.has(`${what}:${one}:`))), 'without a mail').toEqual([]);
      expect(keys.size, 'a mail twice').toBe(mails.length);

      // everybody who got no answer asks again, and those who come later
      await Promise.all(Array.from({ length: 8 }, async (_, worker) => {
        for (let n = worker; n < people; n += 8) if (!list.has(id(n))) await register(root, n);
      }));
      expect((await sound()).list.size).toBe(people);
    }
    console.log(`${rounds} kills: ${total} registrations and cancellations acknowledged, all there`);
  } finally {
    await portal.close();
    await rm(dir, { recursive: true, force: true });
  }
});
