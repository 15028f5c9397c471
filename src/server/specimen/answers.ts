/** What a question of the exam was answered with. All text was written for this project. */
export interface SpecimenQuestion {
  label: string
  /** In this order; each student writes one of the ways to put it, right or wrong, or leaves it out. */
  sentences: readonly (readonly string[])[]
  /** Lines of reckoning, set apart; each student writes one of the ways. */
  working?: readonly (readonly string[])[]
  figure?: 'axes' | 'triangle' | 'timeline' | 'table'
}

export interface SpecimenExercise {
  title: string
  questions: readonly SpecimenQuestion[]
}

const FUNCTIONS: SpecimenExercise = {
  title: 'Exercice 1 : fonctions',
  questions: [
    {
      label: '1)',
      sentences: [
        [
          'La fonction f est définie sur l’intervalle [-2 ; 4] car la courbe commence à -2 et finit à 4.',
          'L’ensemble de définition de f est [-2 ; 4], je le lis sur l’axe des abscisses.',
          'f est définie entre -2 et 4.',
        ],
        ['L’image de 1 par f est 3.', 'On lit f(1) = 3 sur l’axe des ordonnées.', 'L’antécédent de 1 est 3.'],
        [
          'Les antécédents de 0 sont les points où la courbe coupe l’axe des abscisses : environ -1 et 3,5.',
          'On cherche où la courbe coupe l’axe horizontal, je trouve x = -1 et x = 3,5.',
          'f(x) = 0 a deux solutions car la courbe coupe deux fois l’axe.',
        ],
      ],
      figure: 'axes',
    },
    {
      label: '2.a)',
      sentences: [
        [
          'On développe puis on réduit l’expression.',
          'Je reconnais une identité remarquable de la forme (a + b)².',
          'Pour développer j’utilise la double distributivité.',
        ],
        ['C’est bien l’expression de l’énoncé.', 'On retrouve donc la forme développée demandée.'],
      ],
      working: [
        ['f(x) = (x + 3)² - 16', 'f(x) = x² + 6x + 9 - 16', 'f(x) = x² + 6x - 7'],
        ['(x + 3)(x + 3) - 16', '= x² + 3x + 3x + 9 - 16', '= x² + 6x - 7'],
        ['f(x) = (x + 3)² - 16', 'f(x) = x² + 9 - 16', 'f(x) = x² - 7'],
      ],
    },
    {
      label: '2.b)',
      sentences: [
        [
          'Un produit est nul si et seulement si l’un de ses facteurs est nul.',
          'On factorise avec a² - b², puis on utilise la règle du produit nul.',
          'Il faut résoudre f(x) = 0.',
        ],
        [
          'Les solutions de l’équation sont donc -7 et 1.',
          'Il y a deux solutions : S = {-7 ; 1}.',
          'La solution est x = 1, car x ne peut pas être négatif.',
        ],
        ['Je vérifie en remplaçant x par 1 : 1 + 6 - 7 = 0, c’est juste.', 'Cela correspond au graphique.'],
      ],
      working: [
        ['(x + 7)(x - 1) = 0', 'x = -7 ou x = 1'],
        ['(x + 3)² = 16', 'x + 3 = 4 ou x + 3 = -4', 'x = 1 ou x = -7'],
      ],
    },
    {
      label: '3)',
      sentences: [
        [
          'La fonction est décroissante puis croissante, son minimum est atteint pour x = -3.',
          'D’après le tableau de variations le minimum vaut -16.',
          'La fonction est croissante sur tout l’intervalle.',
        ],
        [
          'Comme un carré est toujours positif, f(x) ne peut pas être plus petit que -16.',
          'En effet (x + 3)² est positif ou nul, donc f(x) est supérieur à -16.',
        ],
      ],
      figure: 'table',
    },
  ],
}

const MOTION: SpecimenExercise = {
  title: 'Exercice 2 : mouvement et énergie',
  questions: [
    {
      label: '1)',
      sentences: [
        [
          'Le système étudié est la bille, dans le référentiel terrestre.',
          'On étudie la bille par rapport au sol.',
          'Système : la bille. Référentiel : la Terre.',
        ],
        [
          'Sa trajectoire est une droite, donc le mouvement est rectiligne.',
          'Les points sont alignés : le mouvement est rectiligne.',
        ],
        [
          'Les points sont de plus en plus écartés, donc la vitesse augmente et le mouvement est accéléré.',
          'L’écart entre les positions augmente : la bille accélère.',
          'Le mouvement est uniforme car les points sont réguliers.',
        ],
        ['On néglige les frottements de l’air car la bille est petite et lourde.'],
      ],
    },
    {
      label: '2)',
      sentences: [
        [
          'On utilise la relation entre la vitesse, la distance et la durée.',
          'La vitesse est le quotient de la distance par la durée.',
        ],
        ['Il faut d’abord convertir les centimètres en mètres.', 'Attention, 60 cm = 0,60 m.'],
        [
          'La vitesse moyenne de la bille est d’environ 1,5 mètre par seconde.',
          'La bille parcourt donc 1,5 m chaque seconde.',
          'Ce résultat est possible pour une bille sur une pente.',
        ],
      ],
      working: [
        ['v = d / t', 'v = 0,60 / 0,40', 'v = 1,5 m/s'],
        ['v = d / t = 0,60 / 0,40 = 1,5 m/s'],
        ['v = d × t', 'v = 0,60 × 0,40 = 0,24 m/s'],
      ],
    },
    {
      label: '3.a)',
      sentences: [
        [
          'La bille est soumise à son poids, vertical et dirigé vers le bas, et à la réaction du support.',
          'Il y a deux forces : le poids de la bille et l’action de la pente.',
          'La seule force est le poids.',
        ],
        [
          'D’après le principe d’inertie, si les forces se compensent le mouvement est rectiligne uniforme.',
          'Le principe d’inertie dit qu’un objet garde sa vitesse si les forces se compensent.',
        ],
        ['Ici la vitesse change, donc les forces ne se compensent pas.', 'Ce n’est pas le cas ici.'],
      ],
      figure: 'triangle',
    },
    {
      label: '3.b)',
      sentences: [
        [
          'L’énergie potentielle diminue pendant la descente et l’énergie cinétique augmente.',
          'Pendant la descente l’énergie potentielle devient de l’énergie cinétique.',
        ],
        [
          'L’énergie mécanique est la somme des deux, elle se conserve sans frottements.',
          'L’énergie mécanique ne change pas car on néglige les frottements.',
          'L’énergie mécanique augmente aussi.',
        ],
        ['En réalité une petite partie est transformée en chaleur.'],
      ],
      working: [
        ['Ec = 0,5 × m × v²', 'Ec = 0,5 × 0,020 × 1,5² = 0,0225 J'],
        ['Ec = 0,5 × 20 × 1,5² = 22,5 J'],
      ],
      figure: 'axes',
    },
  ],
}

const REVOLUTION: SpecimenExercise = {
  title: 'Exercice 3 : la Révolution française',
  questions: [
    {
      label: '1)',
      sentences: [
        [
          'Le document est un extrait d’un cahier de doléances rédigé au printemps 1789.',
          'Ce texte est un cahier de doléances, il date de mars 1789.',
          'C’est un texte officiel de l’époque de la Révolution.',
        ],
        [
          'Il a été écrit par les habitants d’un village, qui appartiennent au tiers état.',
          'Les auteurs sont des paysans, donc des membres du tiers état.',
        ],
        [
          'À cette époque le roi Louis XVI a convoqué les états généraux à cause de la crise financière.',
          'Le royaume est en crise et le roi a besoin d’argent.',
        ],
        ['C’est une source précieuse, mais elle a été mise en forme par un notaire.'],
      ],
    },
    {
      label: '2)',
      sentences: [
        [
          'Les habitants demandent que l’impôt soit payé par tous, même par la noblesse et le clergé.',
          'Ils réclament l’égalité devant l’impôt.',
        ],
        [
          'Ils se plaignent aussi du prix du pain, qui a beaucoup augmenté après la mauvaise récolte.',
          'La récolte de 1788 a été mauvaise et le pain est trop cher.',
        ],
        [
          'Ils veulent supprimer les droits seigneuriaux comme les corvées.',
          'Ils ne veulent plus faire la corvée.',
        ],
        [
          'On voit qu’ils restent respectueux du roi, ils l’appellent même leur père.',
          'Ils ne critiquent pas le roi.',
          'Ils demandent le départ du roi.',
        ],
      ],
      figure: 'timeline',
    },
    {
      label: '3)',
      sentences: [
        ['La nuit du 4 août les députés votent l’abolition des privilèges.'],
        [
          'Le 26 août 1789 ils adoptent la Déclaration des droits de l’homme et du citoyen.',
          'Puis c’est la Déclaration des droits de l’homme, le 26 août.',
        ],
        [
          'Elle affirme que les hommes naissent libres et égaux en droits.',
          'Elle parle de liberté et d’égalité.',
        ],
        ['Cependant les femmes n’obtiennent pas le droit de vote, ce que dénonce Olympe de Gouges.'],
      ],
    },
    {
      label: '4)',
      sentences: [
        [
          'Pour conclure, l’année 1789 marque la fin de la société d’ordres.',
          'Donc en 1789 tout change : c’est la fin de l’Ancien Régime.',
        ],
        ['Le roi n’est plus seul à faire la loi, la souveraineté appartient à la nation.'],
        ['Mais la monarchie n’est pas abolie tout de suite, il faut attendre septembre 1792.'],
        [
          'Je pense que ces textes ont encore de l’importance, ils sont cités dans notre Constitution.',
          'Les changements ont été très rapides, en quelques semaines tout a été bouleversé.',
        ],
      ],
    },
  ],
}

const CHANCE: SpecimenExercise = {
  title: 'Exercice 4 : probabilités',
  questions: [
    {
      label: '1)',
      sentences: [
        [
          'L’urne contient 12 boules, toutes ont la même chance d’être tirées.',
          'C’est une situation d’équiprobabilité car les boules sont indiscernables au toucher.',
        ],
        ['La probabilité de tirer une boule rouge est donc 5/12.', 'Il y a 5 rouges sur 12, donc p = 5/12.'],
      ],
    },
    {
      label: '2)',
      sentences: [
        [
          'L’événement contraire de A est « la boule n’est pas rouge ».',
          'On utilise l’événement contraire, c’est plus rapide.',
        ],
      ],
      working: [['p = 1 - 5/12', 'p = 7/12'], ['p = 7/12, soit environ 0,58'], ['p = 1 - 5/12 = 4/12']],
    },
    {
      label: '3)',
      sentences: [
        [
          'Sur 600 tirages on devrait obtenir environ 250 boules rouges.',
          'Plus on fait de tirages, plus la fréquence se rapproche de la probabilité.',
        ],
        [
          'On a trouvé 243, l’écart est faible : l’urne n’est sans doute pas truquée.',
          'Avec 243 boules rouges la fréquence est 0,405, ce qui est proche de 5/12.',
          'Comme 243 est différent de 250, l’urne est truquée.',
        ],
      ],
    },
  ],
}

export const EXERCISES: readonly SpecimenExercise[] = [FUNCTIONS, MOTION, REVOLUTION, CHANCE]
