const FIRST_CHARACTER = /[\p{L}\p{N}]/u;
const HIDDEN = '***';
/** Fewer digits than this would give away too much of a short number. */
const SHORTEST_PHONE = 6;
const SHOWN_DIGITS = 2;

/** A name as its first letter: `M***`. The length says nothing. */
export function maskName(name: string): string {
  return `${FIRST_CHARACTER.exec(name)?.[0] ?? ''}${HIDDEN}`;
}

/** First letter of the mailbox and of the domain, and the top-level domain: `m***@e***.org`. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  if (at < 0) return maskName(email);
  const domain = email.slice(at + 1);
  const ending = /\.[a-z]{2,12}$/i.exec(domain)?.[0] ?? '';
  return `${maskName(email.slice(0, at))}@${maskName(domain)}${ending}`;
}

/** The last two digits: `***67`. */
export function maskPhone(phone: string): string {
  const digits = phone.match(/\p{Nd}/gu) ?? [];
  return digits.length < SHORTEST_PHONE ? HIDDEN : `${HIDDEN}${digits.slice(-SHOWN_DIGITS).join('')}`;
}

/** Any text with the e-mail addresses in it masked: some shops use them as references. */
export function maskEmailsInside(text: string): string {
  return text.includes('@') ? text.replace(/[^\s,;:<>()"']+@[^\s,;:<>()"']+/g, maskEmail) : text;
}
