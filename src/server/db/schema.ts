import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type { Role } from '#contract/endpoint.ts'
import type { AnnotationType } from '#domain/annotations.ts'
import type { CopyStatus } from '#domain/copy-status.ts'
import type { PageBox, Rotation } from '#domain/geometry.ts'
import type { GradingStructure } from '#domain/grading-structure.ts'
import type { PlacedField, ReadField, ReadingCandidate, ReadingStatus } from '#domain/header-fields.ts'
import type { Half, HalfAnalysis, ScanFlag, ScanProblem, SheetAnalysis } from '#domain/scan-pages.ts'
import type { NumberReading } from '#domain/sheet-numbers.ts'

/** The tables of migrations/, as Kysely sees them. jsonb is written as a JSON string: see `json()` in database.ts. */
export interface Tables {
  auth_user: UserTable
  auth_group: { id: GeneratedAlways<number>; name: Role }
  auth_user_groups: { id: GeneratedAlways<number>; user_id: string; group_id: number }
  auth_session: SessionTable
  students_student: StudentTable
  exams_exam: ExamTable
  exams_exam_correctors: { id: GeneratedAlways<number>; exam_id: string; user_id: string }
  exams_exam_students: { id: GeneratedAlways<number>; exam_id: string; student_id: number }
  exams_booklet: BookletTable
  exams_copy: CopyTable
  exams_copy_booklets: { id: GeneratedAlways<number>; copy_id: string; booklet_id: string }
  exams_exampdf: ExamPdfTable
  scans_scan: ScanTable
  scans_page: PageTable
  grading_annotation: AnnotationTable
  grading_gradingevent: GradingEventTable
  grading_copylock: CopyLockTable
  grading_draftstate: DraftStateTable
  grading_questionremark: {
    id: Generated<string>
    copy_id: string
    question_id: string
    remark: string | null
  }
  grading_score: { id: Generated<string>; copy_id: string; scores_data: Json<Record<string, number>> }
  grading_finalpdf: FinalPdfTable
  identification_ocrresult: OcrResultTable
  identification_headerlayout: HeaderLayoutTable
  anonymity_band: BandTable
  anonymity_zone: ZoneTable
  audit_event: AuditEventTable
  upkeep_forgotten: { path: string; forgotten_at: Stamp }
}

type Json<T> = ColumnType<T, string, string>
type JsonDefault<T> = ColumnType<T, string | undefined, string>
type Stamp = ColumnType<Date, Date | undefined, Date>
type NullableStamp = ColumnType<Date | null, Date | null | undefined, Date | null>

interface UserTable {
  id: Generated<string>
  username: string
  password: string
  first_name: Generated<string>
  last_name: Generated<string>
  email: Generated<string>
  is_active: Generated<boolean>
  date_joined: Stamp
  last_login: NullableStamp
}

interface SessionTable {
  token_hash: Buffer
  user_id: string
  csrf_token: string
  created_at: Stamp
  expires_at: Date
}

interface StudentTable {
  id: GeneratedAlways<number>
  /** ISO date, e.g. 2008-03-12. */
  date_naissance: string
  first_name: string
  last_name: string
  class_name: string
  email: string | null
  user_id: Generated<string | null>
  archived_at: NullableStamp
  name_key: Generated<string | null>
  search_text: Generated<string | null>
}

interface ExamTable {
  id: Generated<string>
  name: string
  date: string
  upload_mode: Generated<'BATCH_A3' | 'INDIVIDUAL_A4'>
  students_csv: string | null
  pdf_source: string | null
  grading_structure: JsonDefault<GradingStructure>
  is_processed: Generated<boolean>
  pages_per_booklet: Generated<number>
  results_released_at: NullableStamp
  subject: string | null
  coefficient: Generated<number>
  created_at: Stamp
  /** Share of the height of a page. */
  header_margin: Generated<number>
  anonymity_lifted_at: NullableStamp
}

interface BookletTable {
  id: Generated<string>
  exam_id: string
  start_page: number
  end_page: number
  header_image: string | null
  student_name_guess: string | null
  pages_images: JsonDefault<string[]>
}

interface CopyTable {
  id: Generated<string>
  exam_id: string
  student_id: number | null
  anonymous_id: string
  pdf_source: string | null
  final_pdf: string | null
  status: Generated<CopyStatus>
  is_identified: Generated<boolean>
  assigned_corrector_id: string | null
  subject_variant: 'A' | 'B' | null
  global_appreciation: string | null
  validated_at: NullableStamp
  locked_at: NullableStamp
  locked_by_id: string | null
  graded_at: NullableStamp
  position: Generated<number>
  /** A person takes the copy as it is, whatever the machine was not sure of. */
  accepted: Generated<boolean>
  hand_out_order: Generated<number>
}

interface ExamPdfTable {
  id: Generated<string>
  exam_id: string
  pdf_file: string
  student_identifier: string | null
  uploaded_at: Stamp
  scan_id: string | null
}

interface ScanTable {
  id: Generated<string>
  exam_id: string
  file_name: string
  sha256: string
  storage_key: string
  byte_size: number
  status: Generated<'QUEUED' | 'SPLITTING' | 'DONE' | 'REFUSED' | 'FAILED' | 'CANCELLED'>
  page_count: number | null
  pages_done: Generated<number>
  problems: JsonDefault<ScanProblem[]>
  error_code: string | null
  error_detail: string | null
  error_page: number | null
  timings: JsonDefault<Record<string, number>>
  uploaded_by_id: string
  uploaded_at: Stamp
  started_at: NullableStamp
  finished_at: NullableStamp
  seconds_per_page: number | null
}

interface PageTable {
  id: Generated<string>
  scan_id: string
  source_page: number
  half: Half
  sheet_key: string
  box_x: number
  box_y: number
  box_w: number
  box_h: number
  width_px: number
  height_px: number
  rotation: Generated<Rotation>
  blank: Generated<boolean>
  header_box: ColumnType<PageBox | null, string | null | undefined, string | null>
  analysis: Json<StoredAnalysis>
  number_readings: ColumnType<NumberReading[] | null, string | null | undefined, string | null>
  booklet_id: string | null
  copy_id: string | null
  position: number | null
  bin_reason: string | null
}

interface AnnotationTable {
  id: Generated<string>
  copy_id: string
  page_index: number
  x: number
  y: number
  w: number
  h: number
  content: string | null
  type: AnnotationType
  score_delta: number | null
  question_id: string | null
  created_by_id: string
  created_at: Stamp
  updated_at: Stamp
}

interface GradingEventTable {
  id: Generated<string>
  copy_id: string
  action: string
  actor_id: string
  timestamp: Stamp
  metadata: JsonDefault<Record<string, unknown>>
}

interface CopyLockTable {
  id: GeneratedAlways<number>
  copy_id: string
  owner_id: string
  token: Generated<string>
  locked_at: Stamp
  expires_at: Date
}

interface DraftStateTable {
  id: Generated<string>
  copy_id: string
  owner_id: string
  payload: JsonDefault<Record<string, unknown>>
  lock_token: string | null
  client_id: string | null
  version: Generated<number>
  updated_at: Stamp
}

interface FinalPdfTable {
  id: Generated<string>
  copy_id: string
  file: string
  sha256: string
  made_by_id: string
  made_at: Stamp
}

interface OcrResultTable {
  id: Generated<string>
  copy_id: string
  detected_text: string
  confidence: number
  candidates: JsonDefault<ReadingCandidate[]>
  page_id: string | null
  rotation: Rotation | null
  fields: JsonDefault<ReadField[]>
  signal: Buffer | null
  scored_for: string | null
  status: Generated<ReadingStatus>
  proposed_student_id: number | null
  read_at: Stamp
}

interface HeaderLayoutTable {
  exam_id: string
  sample_page_id: string | null
  fields: Json<PlacedField[]>
  updated_by_id: string
  updated_at: Stamp
}

interface BandTable {
  page_id: string
  height: number
  rotation: Rotation
  created_by_id: string
  created_at: Stamp
}

interface ZoneTable extends PageBox {
  id: Generated<string>
  page_id: string
  created_by_id: string
  created_at: Stamp
}

interface AuditEventTable {
  id: Generated<string>
  at: Stamp
  actor_id: string
  action: string
  exam_id: string | null
  copy_id: string | null
  metadata: JsonDefault<Record<string, unknown>>
}

/** What the splitter saw, kept so that a split that was cut short can be arranged without looking again. */
export interface StoredAnalysis {
  sheet: Omit<SheetAnalysis, 'halves' | 'sourcePage' | 'flags'>
  half: HalfAnalysis
  /** Of the whole scanned page, the arrangement's included; the same on each of its halves. */
  flags: ScanFlag[]
}
