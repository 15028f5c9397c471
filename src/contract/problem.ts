import { z } from 'zod'

/** A file of an upload that was not taken: its name as sent or as the archive gives it, and why in a code and in words. */
export const RefusedFile = z.object({ file: z.string(), code: z.string(), detail: z.string() })
export type RefusedFile = z.infer<typeof RefusedFile>

/** RFC 9457 problem+json, with a stable `code` and, for some codes, facts the page acts upon. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string(),
  /** Field path → what is wrong with it, for `invalid_request`. */
  fields: z.record(z.string(), z.string()).optional(),
  /** What stands on the server now, for conflicts. */
  current: z.unknown().optional(),
  /** Every file of the upload, for `upload_all_refused`. */
  refused: z.array(RefusedFile).optional(),
})
export type Problem = z.infer<typeof Problem>

type Facts = Record<string, string | number>
interface ProblemKind {
  status: number
  title: string
  /** What happened, to what, and what to do; in French, shown as it is. */
  detail: string | ((facts: Facts) => string)
}

const STATUS_WORDS: Record<string, string> = {
  STAGING: 'à agrafer',
  READY: 'prête à corriger',
  LOCKED: 'en cours de correction',
  GRADED: 'corrigée',
}
const statusWord = (status: string | number | undefined): string =>
  STATUS_WORDS[String(status)] ?? String(status)

/** The vocabulary of errors: one entry per code, and the only place where a code meets an HTTP status. */
export const PROBLEMS = {
  invalid_request: {
    status: 400,
    title: 'Demande incorrecte',
    detail: 'Certaines valeurs ne conviennent pas.',
  },
  not_authenticated: { status: 401, title: 'Connexion nécessaire', detail: 'Connectez-vous pour continuer.' },
  wrong_credentials: {
    status: 401,
    title: 'Connexion refusée',
    detail: 'Identifiant ou mot de passe incorrect.',
  },
  wrong_password: {
    status: 403,
    title: 'Mot de passe incorrect',
    detail: 'Le mot de passe actuel n’est pas celui-là. Rien n’a été changé.',
  },
  csrf_refused: {
    status: 403,
    title: 'Page périmée',
    detail: 'Cette page n’est plus reliée à votre session. Rechargez-la.',
  },
  forbidden: { status: 403, title: 'Accès refusé', detail: 'Votre compte ne permet pas cette action.' },
  not_found: {
    status: 404,
    title: 'Introuvable',
    detail: 'Cet élément n’existe pas ou ne vous est pas accessible.',
  },
  too_many_requests: {
    status: 429,
    title: 'Trop d’essais',
    detail: 'Trop d’essais en peu de temps. Attendez une minute.',
  },
  internal_error: {
    status: 500,
    title: 'Erreur de Korrigo',
    detail:
      'Une erreur inattendue s’est produite. Rien n’a été modifié. Réessayez, puis prévenez l’exploitant.',
  },
  setup_done: { status: 409, title: 'Déjà installé', detail: 'Un compte administrateur existe déjà.' },
  setup_code_wrong: {
    status: 403,
    title: 'Code incorrect',
    detail: 'Ce code n’est pas celui qu’affiche «\u00a0npm start\u00a0» dans le terminal.',
  },
  username_taken: { status: 409, title: 'Identifiant déjà pris', detail: 'Choisissez un autre identifiant.' },
  last_admin: {
    status: 409,
    title: 'Dernier administrateur',
    detail: 'Il doit rester au moins un administrateur actif.',
  },
  bareme_invalid: {
    status: 422,
    title: 'Barème incorrect',
    detail: (f) => `Le barème ne convient pas\u00a0: ${f.reason}`,
  },
  bareme_in_use: {
    status: 409,
    title: 'Barème déjà utilisé',
    detail: (f) =>
      `La question «\u00a0${f.question}\u00a0» porte déjà des notes\u00a0: elle ne peut être ni supprimée ni plafonnée plus bas.`,
  },
  exam_name_mismatch: {
    status: 422,
    title: 'Nom différent',
    detail: 'Pour supprimer l’examen, recopiez exactement son nom.',
  },
  exam_released: {
    status: 409,
    title: 'Résultats publiés',
    detail: 'Les résultats de cet examen sont publiés. Retirez la publication d’abord.',
  },
  exam_being_marked: {
    status: 409,
    title: 'Correction en cours',
    detail: 'Des copies de cet examen sont ouvertes par un correcteur. Attendez ou libérez-les d’abord.',
  },
  exam_has_scans: {
    status: 409,
    title: 'Copies déjà numérisées',
    detail: 'Le mode et le nombre de pages par fascicule ne changent plus une fois une numérisation déposée.',
  },
  roster_unreadable: {
    status: 422,
    title: 'Liste illisible',
    detail: (f) => `Le fichier ${f.file}\u00a0: ${f.reason}`,
  },
  student_exists: {
    status: 409,
    title: 'Élève déjà connu',
    detail: (f) =>
      `${f.student} porte le même nom et a la même date de naissance\u00a0: pour Korrigo, c’est le même élève. Rien n’a été changé.`,
  },
  roster_student_has_copy: {
    status: 409,
    title: 'Copie à son nom',
    detail: (f) =>
      `${f.student} a une copie dans cet examen\u00a0: ${f.anonymousId}. Retirez d’abord ce nom de la copie, à l’identification. Rien n’a été changé.`,
  },
  upload_missing: { status: 400, title: 'Fichier manquant', detail: 'Aucun fichier n’a été reçu.' },
  upload_too_large: {
    status: 413,
    title: 'Fichier trop lourd',
    detail: (f) => `${f.file} dépasse la limite de ${f.limitMb} Mo. Numérisez en plusieurs fichiers.`,
  },
  upload_not_a_scan: {
    status: 415,
    title: 'Format refusé',
    detail: (f) =>
      `${f.file} n’est ni un PDF, ni une image JPEG, PNG ou TIFF, ni un ZIP. Déposez le fichier produit par le scanner.`,
  },
  upload_empty: {
    status: 422,
    title: 'Fichier vide',
    detail: (f) => `${f.file} est vide. Numérisez-le ou copiez-le de nouveau.`,
  },
  upload_too_many_files: {
    status: 413,
    title: 'Trop de fichiers',
    detail: (f) =>
      `Un envoi ne porte pas plus de ${f.limit} fichiers. Les premiers ont été reçus\u202f; envoyez les autres à part, ou dans un ZIP.`,
  },
  upload_all_refused: {
    status: 422,
    title: 'Fichiers refusés',
    detail: (f) => `Aucun des ${f.count} fichiers n’a été pris.`,
  },
  upload_interrupted: {
    status: 400,
    title: 'Envoi interrompu',
    detail: (f) => `${f.file} n’est pas arrivé en entier. Déposez-le de nouveau.`,
  },
  zip_damaged: {
    status: 422,
    title: 'Archive illisible',
    detail: (f) =>
      `${f.file} est une archive endommagée, incomplète ou protégée. Refaites le ZIP, ou déposez les fichiers sans archive.`,
  },
  zip_empty: {
    status: 422,
    title: 'Archive vide',
    detail: (f) => `${f.file} ne contient aucun fichier.`,
  },
  zip_too_many_files: {
    status: 422,
    title: 'Trop de fichiers',
    detail: (f) => `${f.file} contient plus de ${f.limit} fichiers. Faites plusieurs ZIP.`,
  },
  zip_too_large: {
    status: 413,
    title: 'Archive trop lourde',
    detail: (f) =>
      `${f.file} n’a pas été pris\u00a0: le contenu de ${f.zip} dépasse ${f.limitMb} Mo. Faites plusieurs ZIP.`,
  },
  zip_nested: {
    status: 415,
    title: 'Archive dans une archive',
    detail: (f) => `${f.file} est un ZIP dans un ZIP. Déposez-le à part.`,
  },
  zip_entry_encrypted: {
    status: 422,
    title: 'Fichier protégé',
    detail: (f) =>
      `${f.file} est protégé par un mot de passe dans l’archive. Refaites le ZIP sans protection.`,
  },
  zip_entry_damaged: {
    status: 422,
    title: 'Fichier endommagé',
    detail: (f) =>
      `${f.file} ne peut être tiré de l’archive\u00a0: il y est endommagé, incomplet ou comprimé autrement que par un ZIP ordinaire. Déposez-le sans archive.`,
  },
  zip_entry_inflated: {
    status: 422,
    title: 'Fichier suspect',
    detail: (f) =>
      `${f.file} pèserait plus de ${f.ratio} fois son poids une fois décompressé\u202f: ce n’est pas une copie numérisée. Déposez-le sans archive.`,
  },
  scan_already_there: {
    status: 409,
    title: 'Fichier déjà déposé',
    detail: (f) => `${f.file} a déjà été déposé pour cet examen (sous le nom «\u00a0${f.before}\u00a0»).`,
  },
  scan_not_retryable: {
    status: 409,
    title: 'Rien à relancer',
    detail: 'Seule une numérisation en échec ou annulée peut être relancée.',
  },
  scan_not_cancellable: {
    status: 409,
    title: 'Rien à annuler',
    detail: 'Le découpage de ce fichier est déjà terminé.',
  },
  scan_under_way: {
    status: 409,
    title: 'Découpage en cours',
    detail: 'Le découpage de ce fichier attend ou est en cours. Annulez-le avant de retirer le fichier.',
  },
  scan_settled: {
    status: 409,
    title: 'Copies déjà validées',
    detail: (f) =>
      `${f.file} ne peut plus être retiré\u00a0: des copies faites de ses pages sont validées (${f.copies}).`,
  },
  staple_conflict: {
    status: 409,
    title: 'Agrafage modifié entre-temps',
    detail:
      'Quelqu’un a changé ces pages pendant ce temps. L’écran vient d’être mis à jour\u202f; refaites votre geste.',
  },
  staple_unbalanced: {
    status: 422,
    title: 'Pages perdues ou doublées',
    detail: 'Ce changement perdrait ou doublerait une page\u202f; il a été refusé.',
  },
  pages_unbalanced: {
    status: 409,
    title: 'Pages sans place',
    detail:
      'Des faces numérisées ne sont ni dans une copie ni dans la corbeille\u00a0: rien n’a été validé. Rechargez la page\u202f; si la ligne sous le titre ne tombe pas juste, prévenez l’exploitant.',
  },
  copy_wrong_state: {
    status: 409,
    title: 'État de la copie',
    detail: (f) =>
      `La copie est ${statusWord(f.found)}\u202f; il faudrait qu’elle soit ${statusWord(f.needed)}.`,
  },
  copy_empty: { status: 409, title: 'Copie sans page', detail: 'Une copie sans page ne peut être validée.' },
  scan_in_progress: {
    status: 409,
    title: 'Découpage en cours',
    detail: 'Une numérisation de cet examen est encore en cours de découpage. Attendez la fin.',
  },
  student_has_copy: {
    status: 409,
    title: 'Élève déjà associé',
    detail: (f) => `${f.student} a déjà une copie dans cet examen\u00a0: ${f.anonymousId}.`,
  },
  copy_already_named: {
    status: 409,
    title: 'Copie déjà nommée',
    detail: (f) => `La copie ${f.anonymousId} porte déjà le nom de ${f.student}.`,
  },
  copy_name_changed: {
    status: 409,
    title: 'Nom changé entre-temps',
    detail: (f) => `La copie ${f.anonymousId} n’a plus ce nom\u00a0: quelqu’un l’a changé ou retiré.`,
  },
  student_not_on_roster: {
    status: 422,
    title: 'Élève absent de la liste',
    detail: 'Cet élève ne figure pas sur la liste de l’examen.',
  },
  copy_graded_identified: {
    status: 409,
    title: 'Copie déjà corrigée',
    detail:
      'Le PDF final de cette copie porte déjà le nom d’un élève. Rouvrez la copie avant de changer l’élève.',
  },
  no_corrector: {
    status: 422,
    title: 'Aucun correcteur',
    detail: 'Choisissez au moins un correcteur avant de répartir les copies.',
  },
  copy_locked_by_other: {
    status: 423,
    title: 'Copie déjà ouverte',
    detail: (f) => `${f.holder} corrige cette copie depuis ${f.since}.`,
  },
  lock_lost: {
    status: 409,
    title: 'Copie reprise ailleurs',
    detail:
      'Cette copie n’est plus ouverte ici (autre onglet, autre appareil, ou délai dépassé). Rien n’a été écrasé.',
  },
  draft_conflict: {
    status: 409,
    title: 'Version plus récente',
    detail: 'Un enregistrement plus récent existe. Rien n’a été écrasé.',
  },
  mark_invalid: {
    status: 422,
    title: 'Note impossible',
    detail: (f) => `«\u00a0${f.question}\u00a0» se note de 0 à ${f.max}, par pas de 0,25.`,
  },
  question_unknown: {
    status: 422,
    title: 'Question inconnue',
    detail: (f) => `La question «\u00a0${f.question}\u00a0» n’existe pas dans le barème.`,
  },
  annotation_invalid: {
    status: 422,
    title: 'Annotation refusée',
    detail: (f) => `Une annotation ne convient pas\u00a0: ${f.reason}`,
  },
  marks_missing: {
    status: 409,
    title: 'Questions sans note',
    detail: (f) =>
      `Il reste ${f.count} ${Number(f.count) > 1 ? 'questions' : 'question'} sans note\u00a0: ${f.questions}.`,
  },
  bareme_graded: {
    status: 409,
    title: 'Copies déjà corrigées',
    detail:
      'Des copies sont corrigées\u00a0: leur PDF final porte ce barème. Les intitulés peuvent changer\u202f; pour changer les questions ou les points, rouvrez d’abord ces copies.',
  },
  bareme_empty: {
    status: 409,
    title: 'Barème vide',
    detail: 'Cet examen n’a pas encore de barème. Demandez à l’administration de le saisir.',
  },
  header_layout_invalid: {
    status: 422,
    title: 'Champs de l’en-tête',
    detail: (f) => `Ces champs ne conviennent pas\u00a0: ${f.reason}`,
  },
  painting_changed: {
    status: 409,
    title: 'Zones modifiées entre-temps',
    detail:
      'Quelqu’un a changé ce qui est masqué sur cette page. L’écran vient d’être mis à jour\u202f; refaites votre geste.',
  },
  anonymity_needed: {
    status: 409,
    title: 'Anonymat nécessaire',
    detail: (f) =>
      f.copies === 0
        ? 'Cet examen n’a pas encore de copie\u00a0: il n’y a pas d’anonymat à lever.'
        : `L’anonymat se lève quand toutes les copies sont corrigées\u00a0: il en reste ${f.unmarked} sur ${f.copies}.`,
  },
  nothing_to_release: {
    status: 409,
    title: 'Rien à publier',
    detail: 'Aucune copie n’est à la fois corrigée et identifiée.',
  },
  final_pdf_failed: {
    status: 500,
    title: 'PDF final impossible',
    detail: 'Le PDF final n’a pas pu être construit. La copie reste ouverte, rien n’est perdu. Réessayez.',
  },
  split_failed: {
    status: 500,
    title: 'Découpage interrompu',
    detail: (f) =>
      `Le découpage de ${f.file} s’est interrompu. Relancez-le\u00a0: il reprend là où il s’est arrêté. S’il s’interrompt encore, prévenez l’exploitant.`,
  },
  pdf_not_a_pdf: { status: 415, title: 'Fichier illisible', detail: (f) => `${f.file} n’est pas un PDF.` },
  pdf_damaged: {
    status: 422,
    title: 'PDF endommagé',
    detail: (f) => `${f.file} est endommagé ou incomplet. Numérisez-le de nouveau.`,
  },
  pdf_encrypted: {
    status: 422,
    title: 'PDF protégé',
    detail: (f) => `${f.file} est protégé par un mot de passe. Enregistrez-le sans protection.`,
  },
  pdf_empty: { status: 422, title: 'PDF sans page', detail: (f) => `${f.file} ne contient aucune page.` },
  pdf_too_many_pages: {
    status: 422,
    title: 'Trop de pages',
    detail: (f) => `${f.file} dépasse la limite de ${f.limit} pages. Numérisez en plusieurs fichiers.`,
  },
  pdf_page_unreadable: {
    status: 422,
    title: 'Page illisible',
    detail: (f) => `La page ${f.page} de ${f.file} est illisible.`,
  },
  pdf_timeout: {
    status: 422,
    title: 'Fichier trop long à lire',
    detail: (f) => `${f.file} n’a pas pu être lu dans le temps permis.`,
  },
  pdf_memory: {
    status: 422,
    title: 'Fichier trop lourd à lire',
    detail: (f) => `${f.file} demande trop de mémoire.`,
  },
  pdf_crash: { status: 422, title: 'Fichier illisible', detail: (f) => `${f.file} n’a pas pu être lu.` },
  image_damaged: {
    status: 422,
    title: 'Image illisible',
    detail: (f) =>
      `${f.file} est une image endommagée, incomplète ou d’un genre rare. Numérisez-la de nouveau, de préférence en PDF.`,
  },
  image_empty: { status: 422, title: 'Image vide', detail: (f) => `${f.file} ne contient aucune image.` },
  image_too_large: {
    status: 422,
    title: 'Image trop grande',
    detail: (f) =>
      `${f.file} contient une image de plus de ${f.limit} millions de points, plus qu’une feuille A3 à 600 ppp. Numérisez à 300 ppp.`,
  },
  image_too_heavy: {
    status: 422,
    title: 'Image trop lourde',
    detail: (f) =>
      `${f.file} pèse plus de ${f.limit} Mo une fois décompressé. Numérisez en PDF ou en JPEG, ou en plusieurs fichiers.`,
  },
} as const satisfies Record<string, ProblemKind>

export type ProblemCode = keyof typeof PROBLEMS

/** The sentence of a code with its facts put in. */
export function describeProblem(
  code: ProblemCode,
  facts: Facts = {},
): { status: number; title: string; detail: string } {
  const kind: ProblemKind = PROBLEMS[code]
  return {
    status: kind.status,
    title: kind.title,
    detail: typeof kind.detail === 'string' ? kind.detail : kind.detail(facts),
  }
}
