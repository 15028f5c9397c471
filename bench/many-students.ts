import { seededRandom } from '#server/specimen/random.ts'

/** An invented student, as a roster knows them. */
export interface ManyStudent {
  id: number
  lastName: string
  firstName: string
  birthDate: string
  className: string
}

const words = (text: string): string[] => text.split(' ')
const BEGINNINGS = words(
  'Mar Bel Char Gau Dur Lam Ber Rou Fou Gar Per Col Vin Bar Mon Sau Tho Lan Dal Cor Pou Ren Mor Gir Bon Del Cas Fer Gui Hen Jol Ker Lef Mal Nav Rich Sab Tes Val Wil Zan Ait Ben Diar Ham Kon Oua Sis Tra',
)
const ENDS = words(
  'tin mont pentier tier and bert geron nier nard gnon din chet teau zon cel lier rault vain doux saud ret vel mard quet zac bois court ville lin nel ran jou mane di ba dara touni kov ski ira ez es otti ault eau et on ois ard el',
)
const FIRST_NAMES = words(
  'Adèle Adam Aïcha Alexandre Alice Alix Amandine Ambre Amine Anaïs Antoine Arthur Aurélien Axel Baptiste Benjamin Bérénice Camille Célia Charlotte Chloé Clara Clémence Clément Côme Corentin Damien David Diane Dylan Éléonore Élise Elsa Emma Enzo Étienne Eva Fanny Fatou Faustine Félix Florian François Gabriel Gaspard Gaëlle Guillaume Hugo Ibrahim Inès Iris Ismaël Jade Jeanne Jérémy Jules Julie Juliette Justine Karim Kenza Laura Léa Léo Léonie Lilou Lina Loïc Lou Louis Louise Lucas Lucie Maël Maëlle Malo Manon Margaux Marie Marius Mathéo Mathilde Maxence Mehdi Mélina Mohamed Nathan Nina Noah Noé Noémie Nolan Océane Octave Paul Pauline Quentin Rachid Raphaël Rayan Robin Romain Romane Rose Sacha Salomé Samuel Sarah Simon Sofia Solène Théo Thomas Timéo Tom Valentin Victor Victoire Yanis Youssef Zoé Jean-Baptiste Marie-Lou Anne-Sophie Pierre-Louis Lou-Ann',
)
const CLASSES = [
  '2nde 1',
  '2nde 2',
  '2nde 3',
  '1ère G1',
  '1ère G2',
  '1ère STMG',
  'Tle G1',
  'Tle G2',
  'TSTMG 1',
]

/**
 * More students than the specimens have names for, names as varied as those of a school: some double, some with a particle, some
 * shared by several students. No two have both names alike.
 */
export function manyStudents(seed: string, count: number): ManyStudent[] {
  const random = seededRandom(`${seed}/many`)
  const simple = () => random.pick(BEGINNINGS) + random.pick(ENDS)
  const students = new Map<string, ManyStudent>()
  while (students.size < count) {
    const kind = random.between(0, 1)
    const lastName =
      kind < 0.06
        ? `Le ${simple()}`
        : kind < 0.1
          ? `De ${simple()}`
          : kind < 0.13
            ? `${simple()}-${simple()}`
            : simple()
    const firstName = random.pick(FIRST_NAMES)
    const day = new Date(Date.UTC(2007, 0, 1 + random.integer(0, 4 * 365)))
    const name = `${lastName} ${firstName}`
    if (students.has(name)) continue
    students.set(name, {
      id: students.size + 1,
      ...{ lastName, firstName },
      birthDate: day.toISOString().slice(0, 10),
      className: CLASSES[students.size % CLASSES.length] ?? '',
    })
  }
  return [...students.values()]
}
