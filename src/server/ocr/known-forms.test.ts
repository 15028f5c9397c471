import { describe, expect, test } from 'vitest'
import type { HeaderField } from '#domain/header-fields.ts'
import { seededRandom } from '#server/specimen/random.ts'
import { blankPlane, fillInk } from '#test/ink.ts'
import type { Label } from './find-labels.ts'
import type { HeaderInk } from './header-ink.ts'
import { findParts } from './ink-parts.ts'
import { KnownForms } from './known-forms.ts'

interface Print {
  field: HeaderField | null
  left: number
  top: number
}

/** A form is what is printed where; a page of it lies a little otherwise and has other writing on it. */
const FORM: Print[] = [
  { field: 'lastName', left: 90, top: 90 },
  { field: 'firstName', left: 90, top: 150 },
  { field: 'birthDate', left: 330, top: 150 },
]
const [LABEL_WIDTH, LABEL_HEIGHT] = [70, 14]

/** Invented letters, the same for the same label of the same form. */
function printLabel(plane: ReturnType<typeof blankPlane>, seed: string, left: number, top: number): void {
  const random = seededRandom(seed)
  for (let x = 0; x + 9 <= LABEL_WIDTH; x += 12) {
    fillInk(plane, left + x, top, 2, LABEL_HEIGHT)
    for (const y of [0, 6, 12]) if (random.chance(0.6)) fillInk(plane, left + x, top + y, 9, 2)
    if (random.chance(0.5)) fillInk(plane, left + x + 7, top, 2, LABEL_HEIGHT)
  }
}

interface PageWanted {
  form?: Print[]
  name?: string
  x?: number
  y?: number
  writing?: string
}

/** A page, and what somebody sees who looks for its labels. */
function pageOf({ form = FORM, name = 'form', x = 0, y = 0, writing = name }: PageWanted) {
  const ink = blankPlane(560, 300)
  form.forEach(({ left, top }, i) => {
    printLabel(ink, `${name} ${i}`, left + x, top + y)
  })
  const random = seededRandom(`${writing} ${x} ${y}`)
  for (let i = 0; i < 10; i++)
    fillInk(ink, random.integer(210, 275), random.integer(70, 190), random.integer(3, 20), 3)
  const header: HeaderInk = { ink, uprights: [], ...findParts(ink) }
  const labels = form.map(({ field, left, top }): Label => {
    const frame = {
      left: left + x,
      top: top + y,
      right: left + x + LABEL_WIDTH,
      bottom: top + y + LABEL_HEIGHT,
    }
    const parts = header.parts.filter(
      (part) =>
        part.left >= frame.left &&
        part.right <= frame.right &&
        part.top >= frame.top &&
        part.bottom <= frame.bottom,
    )
    return { ...frame, field, parts }
  })
  return { header, labels }
}

/** Forms, and how often their labels were looked for. */
function openForms() {
  const forms = new KnownForms()
  let looks = 0
  return {
    looks: () => looks,
    read: ({ header, labels }: ReturnType<typeof pageOf>) =>
      forms.labelsOf(header, async () => {
        looks++
        return labels
      }),
  }
}

const placesOf = (labels: Label[]) =>
  labels
    .map(({ field, left, top }) => [field, left, top])
    .toSorted((a, b) => String(a).localeCompare(String(b)))

describe('the labels of a form', () => {
  test('are looked for on three pages, then recalled wherever the page lies', async () => {
    const { read, looks } = openForms()
    for (const [x, y] of [
      [0, 0],
      [3, -8],
      [-12, 5],
    ] as const)
      await read(pageOf({ x, y }))
    expect(looks()).toBe(3)
    for (const [x, y] of [
      [7, 4],
      [-30, 22],
      [41, -17],
    ] as const) {
      const page = pageOf({ x, y })
      const recalled = await read(page)
      expect(placesOf(recalled)).toEqual(placesOf(page.labels))
      // With their ink on this page.
      for (const { parts } of recalled) expect(parts.length).toBeGreaterThan(0)
      expect(new Set(recalled.flatMap(({ parts }) => parts))).toEqual(
        new Set(page.labels.flatMap(({ parts }) => parts)),
      )
    }
    expect(looks()).toBe(3)
  })

  test('one that was hidden on the first page is learned from the second', async () => {
    const { read, looks } = openForms()
    const first = pageOf({})
    expect(await read({ ...first, labels: first.labels.slice(0, 2) })).toHaveLength(2)
    expect(await read(pageOf({ x: 6, y: 6 }))).toHaveLength(3)
    // Seen twice it is there once.
    expect(await read(pageOf({ x: -6, y: 2 }))).toHaveLength(3)
    const page = pageOf({ x: 20, y: -9 })
    expect(placesOf(await read(page))).toEqual(placesOf(page.labels))
    expect(looks()).toBe(3)
  })

  test('two forms in one pile are each recalled', async () => {
    const { read, looks } = openForms()
    const other: Print[] = [
      { field: 'fullName', left: 120, top: 100 },
      { field: 'className', left: 340, top: 100 },
    ]
    for (let i = 0; i < 3; i++) {
      await read(pageOf({ x: i }))
      await read(pageOf({ form: other, name: 'other', x: i }))
    }
    expect(looks()).toBe(6)
    const page = pageOf({ form: other, name: 'other', x: 9, y: 3 })
    expect(placesOf(await read(page))).toEqual(placesOf(page.labels))
    const usual = pageOf({ x: -4, y: 12 })
    expect(placesOf(await read(usual))).toEqual(placesOf(usual.labels))
    expect(looks()).toBe(6)
  })

  test('fewer than two that are asked for make no form: the page is looked at each time', async () => {
    const { read, looks } = openForms()
    const single: Print[] = [
      { field: 'lastName', left: 90, top: 90 },
      { field: null, left: 300, top: 200 },
    ]
    for (let i = 0; i < 5; i++) expect(await read(pageOf({ form: single, x: i }))).toHaveLength(2)
    expect(looks()).toBe(5)
  })
})
