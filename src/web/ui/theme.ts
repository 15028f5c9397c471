import {
  ActionIcon,
  Badge,
  Button,
  createTheme,
  type MantineColorsTuple,
  Modal,
  Table,
  Tooltip,
} from '@mantine/core'

/** Ink blue, for actions. 7 on white and white on 5 are at least 4.5 : 1. */
const ink: MantineColorsTuple = [
  '#eef2fb',
  '#dbe4f6',
  '#b7c8ec',
  '#8fa9e0',
  '#7391d6',
  '#4468bd',
  '#3557ad',
  '#284592',
  '#1f3775',
  '#182b5c',
]
/** Corrections and danger only. */
const red: MantineColorsTuple = [
  '#fdf0ef',
  '#fadcd9',
  '#f4b5af',
  '#ec8b83',
  '#e2655b',
  '#cb3d33',
  '#c13329',
  '#a8281f',
  '#8a2019',
  '#6d1913',
]
/** Bonus and done. */
const green: MantineColorsTuple = [
  '#edf7f0',
  '#d5ecdb',
  '#a9d8b6',
  '#79c18c',
  '#4faa67',
  '#287d42',
  '#237a3c',
  '#1b6631',
  '#155227',
  '#103f1e',
]
/** A person must look. */
const amber: MantineColorsTuple = [
  '#fdf6e7',
  '#faeac5',
  '#f4d58b',
  '#edbd4f',
  '#e0a424',
  '#946307',
  '#8a5c05',
  '#7a5104',
  '#634203',
  '#4d3302',
]
/** Highlights on paper. */
const yellow: MantineColorsTuple = [
  '#fffbe0',
  '#fff6bd',
  '#ffef8f',
  '#ffe75c',
  '#ffdf33',
  '#f5d000',
  '#c9aa00',
  '#7d6a00',
  '#655500',
  '#4d4100',
]
const gray: MantineColorsTuple = [
  '#f7f8fa',
  '#eff1f4',
  '#e4e7ec',
  '#d5d9e0',
  '#b9bfc9',
  '#6b7380',
  '#59616d',
  '#454c58',
  '#2f3540',
  '#1b1f26',
]
const dark: MantineColorsTuple = [
  '#dde0e7',
  '#b8bdc9',
  '#9ba2b1',
  '#7d8595',
  '#3f4652',
  '#2f3540',
  '#252a33',
  '#1b1f26',
  '#14171c',
  '#0d0f13',
]

/** Four sizes (13, 14, 16, 20 px) and two weights (400, 600); see `tokens.css` for the surfaces. */
export const theme = createTheme({
  colors: { ink, red, green, amber, yellow, gray, dark },
  primaryColor: 'ink',
  primaryShade: { light: 7, dark: 5 },
  black: '#1b1f26',
  fontFamily: "'Atkinson Hyperlegible Next', system-ui, sans-serif",
  fontFamilyMonospace: 'ui-monospace, Menlo, monospace',
  fontWeights: { regular: '400', medium: '600', bold: '600' },
  fontSizes: { xs: '13px', sm: '14px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.4' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  radius: { xs: '2px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  defaultRadius: 'sm',
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '20px', lineHeight: '1.4' },
      h2: { fontSize: '16px', lineHeight: '1.5' },
      h3: { fontSize: '14px', lineHeight: '1.5' },
      h4: { fontSize: '14px', lineHeight: '1.5' },
    },
  },
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray' } }),
    Badge: Badge.extend({
      defaultProps: { variant: 'light', tt: 'none', fw: 600 },
      vars: () => ({ root: { '--badge-fz': '13px' } }),
    }),
    Button: Button.extend({ defaultProps: { size: 'sm' } }),
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        transitionProps: { duration: 100 },
        closeButtonProps: { 'aria-label': 'Fermer' },
        // Its <header> would count as a second banner of the page.
        attributes: { header: { role: 'presentation' } },
      },
    }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 8, horizontalSpacing: 12, tabularNums: true } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, transitionProps: { duration: 80 } } }),
  },
})
