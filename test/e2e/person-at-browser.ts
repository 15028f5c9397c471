import type { Browser, BrowserContext, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Person } from '#test/installation.ts'

/** A machine busy with other tests needs its time. */
export const PATIENCE = { timeout: 10_000 }

/** A browser in French at which this person is logged in. Every page of it fails the test when it throws. */
export async function browserOf(
  browser: Browser,
  person: Person,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'fr-FR',
    ...options,
  })
  // A machine busy with other tests needs its time.
  context.setDefaultTimeout(30_000)
  const [name = '', value = ''] = (person.headers.cookie ?? '').split('=')
  if (name !== '') await context.addCookies([{ name, value, url: person.origin }])
  context.on('weberror', (thrown) => expect.soft(thrown.error().message, 'error in the page').toBe(''))
  return context
}

/** The open desk of a copy, as soon as it can be marked or read. */
export async function openCopy(context: BrowserContext, origin: string, copyId: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(`${origin}/copies/${copyId}`)
  await page.getByRole('region', { name: 'Copie' }).locator('[data-page="0"]').waitFor()
  return page
}
