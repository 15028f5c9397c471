import { seededRandom } from './random.ts'

/** An invented student. */
export interface SpecimenStudent {
  id: string
  lastName: string
  firstName: string
  /** ISO date, `2009-05-14`. */
  birthDate: string
  className: string
  email: string
}

export interface StudentsWanted {
  seed: number | string
  count: number
  className?: string
  /** How many students get the names of another one, with another birth date and address; 0 by default. */
  homonyms?: number
}

const LAST_NAMES = [
  ...['Abadie', 'Aït Saïd', 'Amrani', 'Aubry', 'Baillargeon', 'Barthélemy', 'Benali', 'Bérenger', 'Bignon'],
  ...['Bouchard', 'Boulanger', 'Caron', 'Castaing', 'Chérif', 'Coulibaly', 'Cœur', 'Da Silva', 'De La Croix'],
  ...['Deschamps', 'Desprès', "D'Ornano", 'Diallo', 'Du Plessis', 'Dufrêne', 'Estève', 'Ferrão', 'Fontaine'],
  ...['Garnier', 'Gérôme', 'Girard-Morel', 'Guérin', 'Hadj-Ahmed', 'Hébert', 'Hoarau', 'Jaouen', 'Joly'],
  ...['Kaddouri', 'Kerbrat', 'Kowalski', 'Lacaze', 'Lê', 'Le Bihan', 'Le Goff', 'Lemaître', 'Léger-Blanc'],
  ...['Mbarga', 'Ménard', 'Mercier', 'Moreau', "N'Diaye", 'Nguyen', 'Noël', 'Okonkwo', 'Pâris', 'Payet'],
  ...[
    'Pelletier',
    'Pereira',
    'Quéméneur',
    'Rakoto',
    'Raynaud',
    'Renaudin',
    'Roussel',
    'Saint-Léger',
    'Sarkissian',
  ],
  ...[
    'Sénéchal',
    'Tessier',
    'Thévenot',
    'Touré',
    'Vasseur',
    'Vidal',
    'Weber',
    'Ximénès',
    'Yildiz',
    'Zemmouri',
  ],
]

const FIRST_NAMES = [
  ...['Adèle', 'Aïcha', 'Alix', 'Ambre', 'Amine', 'Anaïs', 'Anne-Sophie', 'Antoine', 'Aurélien', 'Bérénice'],
  ...['Camille', 'Célestin', 'Chloé', 'Clémence', 'Côme', 'Daniel', 'Éléonore', 'Élise', 'Eliott', 'Émilien'],
  ...['Fatoumata', 'Faustine', 'François', 'Gaëlle', 'Gaspard', 'Héloïse', 'Hugo', 'Ibrahim', 'Inès', 'Iris'],
  ...[
    'Jade',
    'Jean-Baptiste',
    'Joaquim',
    'Joséphine',
    'Jules',
    'Kaïs',
    'Kenza',
    'Lancelot',
    'Léonie',
    'Lilou',
  ],
  ...['Loïc', 'Louis-Marie', 'Maël', 'Maëva', 'Malo', 'Marguerite', 'Mathéo', 'Maxence', 'Mélina', 'Mohamed'],
  ...[
    'Naïm',
    'Noémie',
    'Océane',
    'Octave',
    'Pierre-Louis',
    'Quentin',
    'Raphaël',
    'Romane',
    'Salomé',
    'Sarah',
  ],
  ...['Solène', 'Soufiane', 'Théo', 'Thuy', 'Timothée', 'Valentin', 'Victoire', 'Yanis', 'Yaëlle', 'Zoé'],
]

/**
 * Invents students, in the order of a class list. No two have the same names, unless `homonyms` asks for it.
 *
 * Throws a RangeError when `count` is more than the pool of names can give without repeating one.
 */
export function makeStudents({
  seed,
  count,
  className = '2nde 3',
  homonyms = 0,
}: StudentsWanted): SpecimenStudent[] {
  if (count > (LAST_NAMES.length * FIRST_NAMES.length) / 4)
    throw new RangeError(`too many students: ${count}`)
  if (homonyms > Math.floor(count / 2))
    throw new RangeError(`too many homonyms for ${count} students: ${homonyms}`)
  const random = seededRandom(`${seed}/students`)
  const names = new Map<string, { lastName: string; firstName: string }>()
  while (names.size < count - homonyms) {
    const name = { lastName: random.pick(LAST_NAMES), firstName: random.pick(FIRST_NAMES) }
    names.set(`${name.lastName} ${name.firstName}`, name)
  }
  const distinct = [...names.values()]
  const list = [...distinct, ...distinct.slice(0, homonyms)]
  const collator = new Intl.Collator('fr')
  list.sort((a, b) => collator.compare(a.lastName, b.lastName) || collator.compare(a.firstName, b.firstName))

  const addresses = new Map<string, number>()
  const birthDates = new Set<string>()
  return list.map((name, index) => {
    const address = `${addressPart(name.firstName)}.${addressPart(name.lastName)}`
    const nth = (addresses.get(address) ?? 0) + 1
    addresses.set(address, nth)
    let birthDate = ''
    // Distinct birth dates: with them even homonyms can be told apart.
    do {
      const day = new Date(Date.UTC(2009, 0, 1 + random.integer(0, 364 * 2)))
      birthDate = day.toISOString().slice(0, 10)
    } while (birthDates.has(birthDate) && birthDates.size < 700)
    birthDates.add(birthDate)
    return {
      id: `s${String(index + 1).padStart(3, '0')}`,
      ...name,
      birthDate,
      className,
      email: `${address}${nth > 1 ? nth : ''}@eleves.example.org`,
    }
  })
}

/** The list as the school's software exports it: one "NOM Prénom" column, semicolons, dd/mm/yyyy. UTF-8 without a mark. */
export function rosterCsv(students: readonly SpecimenStudent[]): string {
  const rows = students.map((student) =>
    [
      `${student.lastName.toLocaleUpperCase('fr')} ${student.firstName}`,
      frenchDate(student.birthDate),
      student.className,
      student.email,
    ].join(';'),
  )
  return `${['Élèves;Né(e) le;Classe;Adresse E-mail', ...rows].join('\r\n')}\r\n`
}

/** `2009-05-14` as `14/05/2009`, or with another separator. */
export function frenchDate(isoDate: string, separator = '/'): string {
  return isoDate.split('-').reverse().join(separator)
}

/** A name as it stands in an address or a file name: `Éloïse D'Ornano` gives `eloise-d-ornano`. */
export function addressPart(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('œ', 'oe')
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z]+/g, '-')
}
