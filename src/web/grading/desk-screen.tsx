import { useEffect, useRef } from 'react'
import { useDocumentTitle } from '#web/ui/document-title.ts'
import classes from './desk.module.css'
import { DeskBar } from './desk-bar.tsx'
import { useDeskSession } from './desk-context.tsx'
import { DeskNotices } from './desk-notices.tsx'
import { MarksPanel } from './marks-panel.tsx'
import { PageStrip } from './page-strip.tsx'
import { PaperColumn } from './paper-column.tsx'
import { ToolRail } from './tool-rail.tsx'
import { useDeskKeys } from './use-desk-keys.ts'
import { useFinish } from './use-finish.ts'
import { usePaper } from './use-paper.ts'

/** Tools, pages, paper, marks. */
export function DeskScreen() {
  const session = useDeskSession()
  useDocumentTitle(`Copie ${session.store.getState().desk.anonymousId}`)
  const scroller = useRef<HTMLDivElement>(null)
  const paper = usePaper(scroller)
  const { finish, isFinishing, obstacle, giveBack } = useFinish()
  useDeskKeys(paper, finish)

  useEffect(() => {
    // Asked only where leaving would lose something: the browser refused to keep what the server has not.
    const onBeforeUnload = (event: BeforeUnloadEvent) => {
      if (session.store.getState().saving !== 'saved' && !session.isLocalStorageWorking)
        event.preventDefault()
    }
    addEventListener('beforeunload', onBeforeUnload)
    return () => removeEventListener('beforeunload', onBeforeUnload)
  }, [session])

  return (
    <div className={classes.desk}>
      <DeskBar onGiveBack={giveBack} isFinishing={isFinishing} />
      <DeskNotices />
      <div className={classes.columns}>
        <ToolRail />
        <PageStrip onGo={paper.goToPage} />
        <PaperColumn scroller={scroller} paper={paper} />
        <MarksPanel onFinish={finish} isFinishing={isFinishing} obstacle={obstacle} />
      </div>
    </div>
  )
}
