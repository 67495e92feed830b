/**
 * What can be done with a ticket and by which key; the words are `tickets.action.<name>`. Buttons, menus, the list of
 * shortcuts and the look-up box all read it here.
 */
export const TICKET_KEYS = {
  reply: 'r',
  note: 'i',
  call: 'l',
  solve: 'e',
  status: 's',
  assignToMe: 'a',
  assignee: 'shift+a',
  priority: 'p',
  tags: 't',
  snooze: 'b',
  subject: 'f2',
  copyNumber: '.',
  next: 'shift+j',
  previous: 'shift+k',
  dossier: 'mod+i',
} as const;
export type TicketAction = keyof typeof TICKET_KEYS;

/** Keys of the queue; the words are `tickets.queueAction.<name>`. */
export const QUEUE_KEYS = {
  views: 'v',
  filter: 'f',
  sort: 'o',
  select: 'x',
  selectLoaded: 'mod+a',
  toggleQueue: 'mod+b',
} as const;

/** Keys of the composer; the words are `tickets.composerAction.<name>`. */
export const COMPOSER_KEYS = {
  send: 'mod+enter',
  sendAndSolve: 'mod+shift+enter',
  leave: 'escape',
} as const;
