import type { ScanProblem } from './scan-pages.ts'

/** Every code the splitter, the arrangement and the stapler use for a scanned page, in the words of the people who fed the scanner. */
const WORDS: Record<string, string> = {
  sheet_upside_down: 'feuille scannée à l’envers',
  sheet_sideways: 'feuille scannée de côté',
  sides_swapped: 'recto et verso inversés',
  direction_uncertain: 'sens de lecture à vérifier',
  sides_uncertain: 'recto et verso peut-être inversés',
  sheet_uncertain: 'recto et verso peut-être de deux feuilles',
  copy_start_uncertain: 'début de copie à vérifier',
  missing_verso: 'verso absent',
  missing_recto: 'recto absent',
  missing_sheet: 'feuille manquante',
  no_header: 'en-tête introuvable',
  inserted_sheet: 'feuille intercalaire',
  fold_not_seen: 'pli non repéré',
  page_damaged: 'image abîmée',
  page_unreadable: 'page illisible',
  duplicate_sheet: 'feuille scannée deux fois',
  duplicate_elsewhere: 'feuille peut-être scannée deux fois',
  low_resolution: 'résolution trop faible',
  blurred: 'image floue',
  dark: 'image sombre',
  cut_edge: 'écriture coupée au bord',
  skewed: 'feuille scannée de travers',
  mixed_sizes: 'formats mêlés',
  odd_sides: 'nombre impair de faces',
  numbers_start_late: 'début de copie absent',
  numbers_missing: 'feuille absente',
  numbers_start_again: 'deux copies en une',
  numbers_out_of_order: 'feuilles dans le désordre',
  numbers_foreign: 'feuille d’une autre copie',
  dropped: 'retirée à la main',
}

/** « verso absent »; an unknown code is shown as it is rather than hidden. */
export const scanWord = (code: string): string => WORDS[code] ?? code.replaceAll('_', ' ')

/** The same where the machine only suspects it. */
const DOUBTS: Record<string, string> = {
  sheet_upside_down: 'feuille peut-être à l’envers',
  sheet_sideways: 'feuille peut-être de côté',
  sides_swapped: 'recto et verso peut-être inversés',
  inserted_sheet: 'feuille peut-être intercalaire',
  duplicate_sheet: 'feuille peut-être scannée deux fois',
}

export const scanDoubt = (code: string): string => DOUBTS[code] ?? scanWord(code)

/** A gesture of the stapler that sets right what a code speaks of. */
export type ScanFix = 'swapSides' | 'turnSheet' | 'turnPage' | 'merge' | 'split' | 'drop'

const FIXES: Record<string, ScanFix> = {
  sides_swapped: 'swapSides',
  sides_uncertain: 'swapSides',
  sheet_upside_down: 'turnSheet',
  sheet_sideways: 'turnPage',
  no_header: 'merge',
  copy_start_uncertain: 'merge',
  numbers_start_late: 'merge',
  numbers_start_again: 'split',
  inserted_sheet: 'split',
  duplicate_sheet: 'drop',
  duplicate_elsewhere: 'drop',
}

/** Null when there is nothing to do but to look and to accept, or to scan again. */
export const scanFix = (code: string): ScanFix | null => FIXES[code] ?? null

/** Problems that are told of with their detail: it says where the other page is, perhaps in another file. */
const WITH_DETAIL = ['duplicate_sheet', 'duplicate_elsewhere']

/** « Page 31 : verso absent. » « Page 5, il manque une feuille : 4 pages au lieu de 8. » */
export const describeScanProblem = ({ code, sourcePage, detail }: ScanProblem): string =>
  code === 'missing_sheet'
    ? `Page ${sourcePage}, ${detail}.`
    : `Page ${sourcePage}\u00a0: ${scanWord(code)}${WITH_DETAIL.includes(code) ? ` (${detail})` : ''}.`
