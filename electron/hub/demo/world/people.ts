import type { DemoPerson } from '../demo-files.ts';
import { type Random, seeded } from '../seeded.ts';
import { type PeopleOf, peopleByCountry } from './names.ts';

/** A customer of the demo world. */
export type WorldPerson = DemoPerson & {
  /** What a letter begins with. */
  readonly firstName: string;
  readonly phone: string | null;
  readonly region: string;
  /** Hours. */
  readonly utcOffset: number;
  /** Who travels along has a name of the same family. */
  readonly family: FamilyName;
};

type Name = PeopleOf['family'][0];
type FamilyName = { readonly people: PeopleOf; readonly place: number };

/** The mail providers of people who do not exist (RFC 2606). */
const MAIL_DOMAINS = ['example.com', 'example.com', 'example.org', 'example.net'] as const;
const HOUSE_MAIL = 0.2;

/** Customer `index` of the world with this seed. The same index is always the same person. */
export function worldPerson(seed: string, index: number): WorldPerson {
  const random = seeded(`${seed} person ${index}`);
  const people = random.weighted(peopleByCountry);
  // The index is in the address: nobody shares one.
  return personOf(random, people, String(index));
}

/** Somebody from one country, for what happens there alone. */
export function personFrom(country: string, index: number): WorldPerson {
  const people = peopleByCountry.find((each) => each.country === country) ?? peopleByCountry[0];
  return personOf(seeded(`${country} ${index}`), people, `.${country.toLowerCase()}${index}`);
}

function personOf(random: Random, people: PeopleOf, mark: string): WorldPerson {
  const family = { people, place: random.below(people.family.length) };
  const { given, surname } = namesOf(random, family);
  const local = random.chance(HOUSE_MAIL)
    ? `${given.latin.slice(0, 1)}${surname.latin}${mark}`
    : `${given.latin}.${surname.latin}${mark}`;
  return {
    name: written(people, given, surname),
    firstName: given.own,
    country: people.country,
    language: people.language,
    email: `${local}@${random.choice(MAIL_DOMAINS)}`,
    phone: people.phone?.replace(/#/g, () => String(random.below(10))) ?? null,
    region: people.region,
    utcOffset: people.utcOffset,
    family,
  };
}

/** Somebody of the same family. */
export function relativeOf(person: WorldPerson, seed: string): string {
  const random = seeded(seed);
  const { given, surname } = namesOf(random, person.family);
  return written(person.family.people, given, surname);
}

function namesOf(random: Random, { people, place }: FamilyName): { given: Name; surname: Name } {
  const isWoman = random.chance(0.5);
  const families = isWoman ? (people.familyOfWomen ?? people.family) : people.family;
  return {
    given: random.choice(isWoman ? people.women : people.men),
    surname: families[place] ?? people.family[0],
  };
}

function written({ order, separator }: PeopleOf, given: Name, surname: Name): string {
  return (order === 'given-first' ? [given.own, surname.own] : [surname.own, given.own]).join(separator);
}

/** A name with two letters the wrong way round, as people type it; the name itself if it has no two to swap. */
export function misspelt(name: string, seed: string): string {
  const letters = [...name];
  const places = letters.flatMap((letter, place) => {
    const next = letters[place + 1] ?? '';
    // Capitals stay where they are; most scripts have none.
    return isSmallLetter(letter) && isSmallLetter(next) && letter !== next ? [place] : [];
  });
  const place = places[seeded(seed).below(places.length)];
  if (place === undefined) return name;
  const swapped = [letters[place + 1], letters[place]];
  return [...letters.slice(0, place), ...swapped, ...letters.slice(place + 2)].join('');
}

function isSmallLetter(letter: string): boolean {
  return /^\p{L}$/u.test(letter) && letter === letter.toLowerCase();
}
