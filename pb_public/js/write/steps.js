// Where an article goes from here: submitted, published, scheduled, taken back. Which steps are offered follows from its
// status and from what one is in its column; the server decides.

import { isLive } from './remote.js';
import { says } from './says.js';

/** @typedef {{label: string, status?: string, act: 'move' | 'update' | 'drop', sure?: string}} Step */

/**
 * @param {import('./remote.js').Doc} doc @param {string} role in the chosen column @param {boolean} chief a site editor @param {boolean} timed a time is given
 * @returns {Step[]} the first one is what the article is meant for; none when there is nothing to do
 */
export function steps(doc, role, chief, timed) {
  const status = doc.article?.status ?? 'draft';
  const reviews = chief || role === 'owner' || role === 'editor';
  /** @type {Step} */
  const publish = timed ? { label: says.schedule, status: 'scheduled', act: 'move' } : { label: says.publish, status: 'published', act: 'move' };
  /** @type {Step} */
  const back = { label: says.withdraw, status: 'draft', act: 'move' };
  if (isLive(doc)) {
    return doc.revision ? [{ label: says.update, act: 'update' }, { label: says.drop, act: 'drop', sure: says.drop_sure }]
      : [{ label: says.update, act: 'update' }, { label: says.archive, status: 'archived', act: 'move', sure: says.archive_sure }];
  }
  switch (status) {
    case 'draft': return [reviews ? publish : { label: says.submit, status: 'pending', act: 'move' }];
    case 'rejected': return [{ label: says.resubmit, status: 'pending', act: 'move' }, { ...back, label: says.to_draft }];
    case 'pending': return reviews ? [publish, back] : [back];
    case 'scheduled': return reviews ? [{ label: says.publish, status: 'published', act: 'move' }] : [];
    case 'archived': return reviews ? [publish, { ...back, label: says.to_draft }] : [];
  }
  return [];
}
