/** What a question of the exam was answered with. All text was written for this project. */
export interface SpecimenQuestion {
  label: string
  /** Sentences a student may write; each writes some of them, in this order. */
  sentences: readonly string[]
  /** A line of reckoning, set apart. */
  working?: readonly string[]
  figure?: 'axes' | 'triangle' | 'timeline'
}

export interface SpecimenExercise {
  title: string
  questions: readonly SpecimenQuestion[]
}

export const EXERCISES: readonly SpecimenExercise[] = [
  {
    title: 'Exercice 1 : fonctions',
    questions: [
      {
        label: '1)',
        sentences: [
          'La fonction f est définie sur l’intervalle [-2 ; 4] car la courbe commence à -2 et finit à 4.',
          'L’image de 1 par f est 3, on le lit sur l’axe des ordonnées.',
          'Les antécédents de 0 sont les points où la courbe coupe l’axe des abscisses.',
          'On trouve environ x = -1 et x = 3,5.',
        ],
        figure: 'axes',
      },
      {
        label: '2.a)',
        sentences: [
          'On développe avec la double distributivité puis on réduit l’expression.',
          'Je remarque une identité remarquable de la forme (a + b)².',
          'Donc l’expression développée est bien celle de l’énoncé.',
        ],
        working: ['f(x) = (x + 3)² - 16', 'f(x) = x² + 6x + 9 - 16', 'f(x) = x² + 6x - 7'],
      },
      {
        label: '2.b)',
        sentences: [
          'Un produit est nul si et seulement si l’un de ses facteurs est nul.',
          'Les solutions de l’équation sont donc -7 et 1.',
          'Je vérifie en remplaçant x par 1 : 1 + 6 - 7 = 0, c’est juste.',
        ],
        working: ['(x + 7)(x - 1) = 0', 'x = -7 ou x = 1'],
      },
      {
        label: '3)',
        sentences: [
          'La fonction est décroissante puis croissante, son minimum est atteint pour x = -3.',
          'D’après le tableau de variations le minimum vaut -16.',
          'Comme un carré est toujours positif, f(x) ne peut pas être plus petit que -16.',
          'Le triangle ABC est rectangle en A d’après la réciproque du théorème de Pythagore.',
        ],
        figure: 'triangle',
      },
    ],
  },
  {
    title: 'Exercice 2 : mouvement et énergie',
    questions: [
      {
        label: '1)',
        sentences: [
          'Le système étudié est la bille, dans le référentiel terrestre.',
          'Sa trajectoire est une droite, donc le mouvement est rectiligne.',
          'Les points sont de plus en plus écartés : la vitesse augmente, le mouvement est accéléré.',
          'On néglige les frottements de l’air car la bille est petite et lourde.',
        ],
      },
      {
        label: '2)',
        sentences: [
          'On utilise la relation entre la vitesse, la distance et la durée.',
          'Il faut d’abord convertir les centimètres en mètres.',
          'La vitesse moyenne de la bille est d’environ 1,5 mètre par seconde.',
        ],
        working: ['v = d / t', 'v = 0,60 / 0,40', 'v = 1,5 m/s'],
      },
      {
        label: '3.a)',
        sentences: [
          'La bille est soumise à son poids, vertical et dirigé vers le bas, et à la réaction du support.',
          'D’après le principe d’inertie, si les forces se compensent le mouvement est rectiligne uniforme.',
          'Ici la vitesse change, donc les forces ne se compensent pas.',
        ],
        figure: 'triangle',
      },
      {
        label: '3.b)',
        sentences: [
          'L’énergie potentielle diminue pendant la descente et l’énergie cinétique augmente.',
          'L’énergie mécanique est la somme des deux, elle se conserve sans frottements.',
          'En réalité une petite partie est transformée en chaleur.',
          'Sur le graphique la courbe de l’énergie cinétique est donc croissante.',
        ],
        working: ['Ec = 0,5 × m × v²', 'Ec = 0,5 × 0,020 × 1,5² = 0,0225 J'],
        figure: 'axes',
      },
    ],
  },
  {
    title: 'Exercice 3 : la Révolution française',
    questions: [
      {
        label: '1)',
        sentences: [
          'Le document est un extrait d’un cahier de doléances rédigé au printemps 1789.',
          'Il a été écrit par les habitants d’un village, qui appartiennent au tiers état.',
          'À cette époque le roi Louis XVI a convoqué les états généraux à cause de la crise financière.',
          'C’est une source précieuse, mais elle a été mise en forme par un notaire.',
        ],
      },
      {
        label: '2)',
        sentences: [
          'Les habitants demandent que l’impôt soit payé par tous, même par la noblesse et le clergé.',
          'Ils se plaignent aussi du prix du pain, qui a beaucoup augmenté après la mauvaise récolte.',
          'Ils veulent supprimer les droits seigneuriaux comme les corvées.',
          'On voit qu’ils restent respectueux du roi, ils l’appellent même leur père.',
        ],
        figure: 'timeline',
      },
      {
        label: '3)',
        sentences: [
          'La nuit du 4 août les députés votent l’abolition des privilèges.',
          'Le 26 août 1789 ils adoptent la Déclaration des droits de l’homme et du citoyen.',
          'Elle affirme que les hommes naissent libres et égaux en droits.',
          'Cependant les femmes n’obtiennent pas le droit de vote, ce que dénonce Olympe de Gouges.',
        ],
      },
      {
        label: '4)',
        sentences: [
          'Pour conclure, l’année 1789 marque la fin de la société d’ordres.',
          'Le roi n’est plus seul à faire la loi, la souveraineté appartient à la nation.',
          'Mais la monarchie n’est pas abolie tout de suite, il faut attendre septembre 1792.',
          'Je pense que ces textes ont encore de l’importance aujourd’hui.',
          'En effet ils sont cités dans le préambule de notre Constitution.',
          'Les changements ont été très rapides, en quelques semaines tout a été bouleversé.',
        ],
      },
    ],
  },
]
