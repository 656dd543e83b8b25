import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PostOffice, mails } from '../support/mails.ts';
import { Portal, guest, root as rootUser, scratch, signIn } from '../support/portal.ts';
import { at, expect, test } from '../support/site.ts';

test('a mail to set a new password leaves through the outbox and can be read', async () => {
  const root = await signIn(at(''), '_superusers', rootUser.email, rootUser.password);
  const user = await root.collection('users').create({ email: 'forgetful@example.com', password: 'forgotten-1234', passwordConfirm: 'forgotten-1234', verified: true });
  try {
    await guest(at('')).collection('users').requestPasswordReset(user.email);
    const mail = await mails.to('forgetful@example.com');
    expect(mail.from).toContain('qiao@example.org');
    expect(mail.links.length).toBeGreaterThan(0);
    await expect.poll(async () => (await root.collection('outbox').getFullList({ filter: `kind = 'mail' && payload ~ 'forgetful@'` }))[0]?.state).toBe('done');
  } finally {
    await root.collection('users').delete(user.id);
  }
});

test('killed while a server takes mail, the program sends the rest afterwards and nothing twice', async () => {
  test.setTimeout(180_000);
  const dir = await scratch('mail');
  const office = await PostOffice.start();
  let portal = await Portal.start({ dir: join(dir, 'pb_data') });
  try {
    const root = await portal.superuser();
    await office.serve(root);
    await root.settings.update({ rateLimits: { enabled: false } });
    const people = Array.from({ length: 12 }, (_, i) => `member${i}@example.com`);
    for (const email of people) await root.collection('users').create({ email, password: 'password-1234', passwordConfirm: 'password-1234', verified: true });
    office.hold();
    for (const email of people) await guest(portal.url).collection('users').requestPasswordReset(email);
    await expect.poll(() => office.waiting, { timeout: 30_000 }).toBeGreaterThan(0);
    await portal.kill();
    office.release();
    expect(office.letters.length, 'who died before the answer has delivered nothing').toBe(0);

    portal = await Portal.start({ dir: join(dir, 'pb_data') });
    await expect.poll(() => office.letters.length, { timeout: 60_000 }).toBe(people.length);
    expect([...new Set(office.letters.map((mail) => mail.to))].length).toBe(people.length);
    const after = await signIn(portal.url, '_superusers', rootUser.email, rootUser.password);
    await expect.poll(async () => (await after.collection('outbox').getFullList({ filter: "state != 'done'" })).length).toBe(0);
  } finally {
    await portal.close();
    await office.close();
    await rm(dir, { recursive: true, force: true });
  }
});
