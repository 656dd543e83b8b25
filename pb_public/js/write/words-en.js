// What the editor's scripts say, in English.

/** @type {typeof import('./words-zh.js').words} */
export const words = {
  signIn: 'Sign in to write.', goSignIn: 'Sign in', gone: 'There is no such article, or you can’t edit it.', failed: 'That did not work, please try again', again: 'Try again',
  untitled: 'Untitled', hint: 'text', pictureHint: 'description',
  saved: (time) => `Saved ${time}`,
  saving: 'Saving…', dirty: 'Changes will be saved in a moment', offline: 'The server can’t be reached: your changes are kept on this device and saved once it can', refused: 'Not saved; see what is marked', kept: 'On this device only',
  draft: 'Draft', pending: 'Awaiting review', scheduled: 'Scheduled', published: 'Published', rejected: 'Rejected', archived: 'Archived', live: 'You are changing a published article; readers see the last version',
  submit: 'Submit for review', publish: 'Publish', schedule: 'Schedule', update: 'Publish changes', withdraw: 'Withdraw', drop: 'Discard changes', resubmit: 'Submit again', toDraft: 'Back to draft', archive: 'Take down',
  dropSure: 'Discard the changes that aren’t published? The published article stays.', archiveSure: 'Take this article down? Its page will no longer be public.',
  done: { pending: 'Submitted; it awaits review.', published: 'Published.', scheduled: 'Scheduled.', draft: 'It is a draft again.', archived: 'Taken down.' },
  see: 'See the article', rejectedFor: 'Rejected: ',
  newer: 'This device has a text that wasn’t saved in time', look: 'See the difference', restore: 'Restore', discard: 'Discard', elsewhere: 'It is open in another tab too; changes of both are merged.',
  merged: 'Somebody’s changes of a moment ago were merged in.',
  clash: 'Both changed the same place', clashSay: 'Somebody has just saved these changes. Choose for each place; the rest is merged already.', mine: 'Mine', theirs: 'Theirs', both: 'Both', apply: 'Merge like this', copy: 'Keep mine as a new draft', cancel: 'Not now',
  lines: { mine: 'Mine', theirs: 'Theirs' }, diff: 'How the text on this device differs from the saved one', close: 'Close', empty: '(empty)', copied: 'Your text was kept as a new draft',
  fields: { title: 'Title', excerpt: 'Summary', kind: 'Kind', lang: 'Language', canonical: 'First published at', column: 'Column', series: 'Series', part: 'Part', cover_alt: 'What the cover shows', publish_at: 'Publish at', source_title: 'Title of the original', source_url: 'Address of the original', source_licence: 'Its licence', credits: 'Its author', tags: 'Tags' },
  count: (n, words, minutes) => `${words} word${words === 1 ? '' : 's'}${n ? ` · ${n} Chinese characters` : ''} · ${minutes} min read`,
  uploading: 'Uploading', badType: 'not an image that can be used (PNG, JPEG, GIF, WebP, AVIF, SVG)', tooLarge: 'still more than 10 MB after resizing; choose a smaller one', uploadFailed: 'not uploaded', remove: 'Remove',
  noFindings: 'Nothing to mend was found.', fix: 'Fix', fixAll: 'Fix all', go: 'Find it',
  findings: (n) => `${n} found`,
  kinds: { space: 'A space between Chinese and Latin', 'inner-space': 'No space beside full-width punctuation', half: 'Full-width punctuation in Chinese', repeat: 'Repeated punctuation', ellipsis: 'The ellipsis is ……', quotes: 'Quotes are “ ”', full: 'Half-width digits and letters', pair: 'A bracket or quote without its other half' },
  importTitle: 'Import an article from the web', importSay: 'Text, title, author and source go into a new draft. Make sure that you may republish or translate it.', url: 'Address', own: 'It is mine (or ours), published elsewhere, or I may republish it', translate: 'I am going to translate it', doImport: 'Import', importing: 'Reading the page…', overwrite: 'There is text in this draft already. Begin a new one, then import.',
  zone: 'Time zone', previewFailed: 'The preview failed',
};
