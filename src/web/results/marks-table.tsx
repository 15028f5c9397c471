import type { MyResult } from '#contract/results.ts'
import { flattenStructure, type GradingStructure } from '#domain/grading-structure.ts'
import { formatMark } from '#domain/scoring.ts'
import classes from './my-results.module.css'

/** The barème with the mark of each question and its remark below it. */
export function MarksTable({
  structure,
  questions,
}: {
  structure: GradingStructure
  questions: MyResult['questions']
}) {
  const byId = new Map(questions.map((question) => [question.questionId, question]))
  return (
    <table className={classes.marks}>
      <caption className={classes.caption}>Notes par question</caption>
      <thead>
        <tr>
          <th scope="col">Question</th>
          <th scope="col">Points</th>
        </tr>
      </thead>
      <tbody>
        {flattenStructure(structure).map((node) => {
          const question = byId.get(node.id)
          return (
            <tr key={node.id} className={node.isLeaf ? undefined : classes.exercise}>
              <th scope="row" style={{ paddingInlineStart: node.depth * 16 }}>
                {node.label}
                {question?.remark && <span className={classes.remark}>{question.remark}</span>}
              </th>
              <td>
                {question !== undefined && (
                  <>
                    <strong>{formatMark(question.mark)}</strong> / {formatMark(question.max)}
                  </>
                )}
                {!node.isLeaf && <span className={classes.facts}>sur {formatMark(node.points)}</span>}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
