// Pages that are for members alone.

import { session, signInLink } from '../session.js';

/** Who is signed in; guests are sent to sign in, and come back afterwards. */
export async function signedIn() {
  const who = session();
  if (!who) location.replace(signInLink());
  return who;
}
