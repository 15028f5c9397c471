import axe, { type AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** Holds what is on screen to axe in light, dark and sepia. `where` says in a failure which page it is. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  await page.evaluate(axe.source)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.locator(`html[data-theme="${colorScheme}"]`).waitFor()
    expect.soft(await gravest(page), `${where}, ${colorScheme}`).toEqual([])
  }
  // No system asks for it.
  await page.evaluate(
    "Object.assign(document.documentElement.dataset, { theme: 'sepia', mantineColorScheme: 'light' })",
  )
  expect.soft(await gravest(page), `${where}, sepia`).toEqual([])
}

/** Serious and critical violations, a line each. Inside a PDF viewer is the browser's affair. */
async function gravest(page: Page): Promise<string[]> {
  const { violations } = await page.evaluate<AxeResults>(
    'axe.run(document, { resultTypes: ["violations"], iframes: false })',
  )
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target}: ${failureSummary}`),
    )
}
