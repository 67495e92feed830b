import { z } from 'zod';
import namesFile from '../../../../resources/demo/names.json' with { type: 'json' };
import { countrySchema } from '../../../../shared/domains/values.ts';

/** Letters that no accent comes off. */
const foldedLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ı: 'i',
  æ: 'ae',
};

/** A name in its own script and in the letters of an e-mail address: `王|wang`, or one text if that is plain to see. */
const nameSchema = z.string().transform((text) => {
  const [own = '', latin = own] = text.split('|');
  return { own, latin: addressPart(latin) };
});
const namesSchema = z.tuple([nameSchema], nameSchema);

const peopleSchema = z.strictObject({
  country: countrySchema,
  /** BCP 47, what they write to the desk in. */
  language: z.string(),
  /** Part of the world by the names of the United Nations' geoscheme. */
  region: z.string(),
  /** How many of the customers come from here, against the other weights. */
  weight: z.number().positive(),
  /** Hours. Summer time is left out: it only decides when people are awake. */
  utcOffset: z.number(),
  order: z.enum(['given-first', 'family-first']),
  separator: z.enum(['', ' ']),
  /** A range that the country keeps for films and books; `#` is any digit. Few countries have one. */
  phone: z.string().optional(),
  women: namesSchema,
  men: namesSchema,
  family: namesSchema,
  /** The forms that women's names take, in the same order. */
  familyOfWomen: namesSchema.optional(),
});
/** Names of one country, or of those there who write one language. */
export type PeopleOf = z.infer<typeof peopleSchema>;

/** Whose names are of which country. */
export const peopleByCountry = z.tuple([peopleSchema], peopleSchema).parse(namesFile);

/** The letters a to z of a name in Latin script; others and spaces go. */
function addressPart(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFD')
    .replace(/[ßøłđıæ]/g, (letter) => foldedLetters[letter] ?? '')
    .replace(/[^a-z]/g, '');
}
