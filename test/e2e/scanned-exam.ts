import type { Page } from 'playwright-core'
import { launchChromium } from '#test/chromium.ts'
import type { Person } from '#test/installation.ts'
import { startKorrigo } from './korrigo-process.ts'
import { browserOf } from './person-at-browser.ts'
import { scanExam } from './prepared-exam.ts'

export interface ScannedExam {
  id: string
  admin: Person
  /** A screen of the exam, `agrafage` or so, at a browser of its own at which the admin is logged in. */
  open(path: string, options?: Parameters<typeof browserOf>[2]): Promise<Page>
  close(): Promise<void>
}

/** A Korrigo of its own, a Chromium, and an exam there whose copies are cut and in staging. */
export async function openScannedExam(copies: number): Promise<ScannedExam> {
  const [korrigo, browser] = await Promise.all([startKorrigo(), launchChromium()])
  const close = async () => {
    await browser.close()
    await korrigo.stop()
  }
  try {
    const { id, admin } = await scanExam(korrigo, copies)
    return {
      id,
      admin,
      async open(path, options) {
        const page = await (await browserOf(browser, admin, options)).newPage()
        await page.goto(`${korrigo.address}/examens/${id}/${path}`)
        return page
      },
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
