import { describe, expect, it } from 'vitest'
import { keysInWords, matchesKeys } from './hotkeys.ts'

const pressed = (key: string, held: Partial<KeyboardEvent> = {}): KeyboardEvent =>
  ({
    key,
    code: '',
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    ...held,
  }) as KeyboardEvent

describe('shortcuts', () => {
  it('refuses another key, and the same key with another modifier', () => {
    expect(matchesKeys('n', pressed('m'))).toBe(false)
    expect(matchesKeys('n', pressed('n', { ctrlKey: true }))).toBe(false)
    expect(matchesKeys('mod+z', pressed('z', { ctrlKey: true, shiftKey: true }))).toBe(false)
    expect(matchesKeys('Alt+ArrowUp', pressed('ArrowUp'))).toBe(false)
    expect(matchesKeys('mod+s', pressed('s'))).toBe(false)
  })

  it('hears letters in either case, and the modifiers asked for', () => {
    expect(matchesKeys('n', pressed('n'))).toBe(true)
    expect(matchesKeys('mod+Shift+z', pressed('Z', { ctrlKey: true, shiftKey: true }))).toBe(true)
    expect(matchesKeys('Alt+ArrowUp', pressed('ArrowUp', { altKey: true }))).toBe(true)
  })

  it('hears a sign however the keyboard makes it: Shift on French ones, AltGr on others', () => {
    expect(matchesKeys('?', pressed('?', { shiftKey: true }))).toBe(true)
    expect(matchesKeys('/', pressed('/', { shiftKey: true }))).toBe(true)
    expect(matchesKeys('+', pressed('+'))).toBe(true)
  })

  it('hears a place on the keyboard whatever it writes', () => {
    expect(matchesKeys('Digit1', pressed('&', { code: 'Digit1' }))).toBe(true)
    expect(matchesKeys('Digit1', pressed('1', { code: 'Numpad1' }))).toBe(false)
  })

  it('writes the keys as a French keyboard shows them', () => {
    expect(keysInWords('mod+Enter')).toEqual(['Ctrl', 'Entrée'])
    expect(keysInWords('Shift+Tab')).toEqual(['Maj', 'Tab'])
    expect(keysInWords('Digit4')).toEqual(['4'])
    expect(keysInWords('j')).toEqual(['J'])
  })
})
