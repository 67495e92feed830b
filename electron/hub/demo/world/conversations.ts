import { z } from 'zod';
import ar from '../../../../resources/demo/conversations/ar.json' with { type: 'json' };
import de from '../../../../resources/demo/conversations/de.json' with { type: 'json' };
import en from '../../../../resources/demo/conversations/en.json' with { type: 'json' };
import es from '../../../../resources/demo/conversations/es.json' with { type: 'json' };
import fr from '../../../../resources/demo/conversations/fr.json' with { type: 'json' };
import hi from '../../../../resources/demo/conversations/hi.json' with { type: 'json' };
import ja from '../../../../resources/demo/conversations/ja.json' with { type: 'json' };
import ko from '../../../../resources/demo/conversations/ko.json' with { type: 'json' };
import pt from '../../../../resources/demo/conversations/pt.json' with { type: 'json' };
import ru from '../../../../resources/demo/conversations/ru.json' with { type: 'json' };
import tr from '../../../../resources/demo/conversations/tr.json' with { type: 'json' };
import vi from '../../../../resources/demo/conversations/vi.json' with { type: 'json' };
import zhHans from '../../../../resources/demo/conversations/zh-Hans.json' with { type: 'json' };
import { channelSchema } from '../../../../shared/domains/tickets/entity.ts';

const topicSchema = z.enum([
  'declined-abroad',
  'charged-twice',
  'refund-late',
  'name-misspelt',
  'confirmation-missing',
  'page-error',
  'hold-not-charge',
  'trip-cancelled',
  'wrong-fee',
  'security-check-failed',
  'where-is-my-visa',
  'bank-blocked',
]);
/** What a conversation is about. */
export type Topic = z.infer<typeof topicSchema>;

const conversationSchema = z.strictObject({
  kind: topicSchema,
  channel: channelSchema,
  subject: z.string(),
  turns: z.array(z.strictObject({ who: z.enum(['customer', 'agent', 'note']), text: z.string() })).nonempty(),
});
/** A written conversation; `{slot}` in its texts stands for what each ticket has of its own. */
export type Conversation = z.infer<typeof conversationSchema>;
export type Turn = Conversation['turns'][number];

const fileSchema = z.strictObject({ language: z.string(), conversations: z.array(conversationSchema) });

/** Conversations by language (BCP 47) and topic, in the order of their files. */
const written = new Map(
  [ar, de, en, es, fr, hi, ja, ko, pt, ru, tr, vi, zhHans].map((file) => {
    const { language, conversations } = fileSchema.parse(file);
    return [language, Map.groupBy(conversations, ({ kind }) => kind)] as const;
  }),
);

/** Languages that customers write in. */
export const writtenLanguages: readonly string[] = [...written.keys()];

/** What somebody of this language writes to the desk in. */
export function deskLanguage(language: string): string {
  return written.has(language) ? language : 'en';
}

/** Everything that was written about a topic in a desk language. */
export function conversationsAbout(topic: Topic, language: string): readonly Conversation[] {
  return written.get(language)?.get(topic) ?? [];
}
