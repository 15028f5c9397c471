const whole = new Intl.NumberFormat('fr-FR', { style: 'percent', maximumFractionDigits: 0 })
const fine = new Intl.NumberFormat('fr-FR', { style: 'percent', maximumFractionDigits: 1 })

/** 0.4 → « 40 % », 0.996 → « 99,6 % ». Never a hundred: nobody has looked yet. */
export function formatConfidence(confidence: number): string {
  if (confidence < 0.01) return `moins de ${whole.format(0.01)}`
  return confidence > 0.99 ? fine.format(Math.min(0.999, confidence)) : whole.format(confidence)
}

export function confidenceInWords(confidence: number): string {
  if (confidence >= 0.97) return 'presque sûr'
  if (confidence >= 0.8) return 'très probable'
  if (confidence >= 0.5) return 'probable'
  return confidence >= 0.15 ? 'possible' : 'peu probable'
}

/** Does a field that was read speak for a student, against, or neither? */
export function verdictOf(agreement: number): 'agrees' | 'doubtful' | 'differs' {
  if (agreement >= 0.7) return 'agrees'
  return agreement >= 0.35 ? 'doubtful' : 'differs'
}
