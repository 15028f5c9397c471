/** What the splitter noticed, in the words of the people who fed the scanner. */
const WORDS: Record<string, string> = {
  missing_verso: 'le verso manque',
  missing_recto: 'le recto manque',
  duplicate_sheet: 'feuille numérisée deux fois',
  duplicate_page: 'page numérisée deux fois',
  sheet_upside_down: 'feuille numérisée à l’envers',
  sheet_swapped: 'verso numérisé avant le recto',
  page_unreadable: 'page illisible',
  inserted_sheet: 'feuille intercalaire sans en-tête',
  orientation_uncertain: 'sens de lecture à vérifier',
  side_uncertain: 'recto ou verso à vérifier',
  fold_uncertain: 'pli à vérifier',
  header_uncertain: 'en-tête à vérifier',
  dropped: 'mise de côté par une personne',
}

export const scanWord = (code: string): string => WORDS[code] ?? 'à vérifier'

/** « Page 31 : le verso manque. » */
export const describeScanProblem = (code: string, sourcePage: number): string =>
  `Page ${sourcePage} : ${scanWord(code)}.`
