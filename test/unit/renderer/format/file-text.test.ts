import { expect, it } from 'vitest'
import { fileText } from '../../../../renderer/format/file-text'

const bigEndian = (text: string) => Buffer.from(text, 'utf16le').swap16()

it.each([
  ['UTF-8', Buffer.from('größe,🦐'), 'größe,🦐', null],
  ['UTF-8 with its mark', Buffer.from('\ufeffgröße'), 'größe', null],
  ['UTF-16, little end first', Buffer.from('\ufeffgröße,🦐', 'utf16le'), 'größe,🦐', 'UTF-16'],
  ['UTF-16, big end first', bigEndian('\ufeffgröße'), 'größe', 'UTF-16'],
  ['what a spreadsheet of Windows writes', Buffer.from([0x4d, 0xfc, 0x80, 0x0a]), 'Mü€\n', 'Windows-1252'],
  ['nothing', Buffer.from(''), '', null],
] as const)('reads %s', (_name, bytes, text, encoding) => {
  expect(fileText(bytes, true)).toEqual({ text, encoding })
})

it('leaves out a last letter that is not all there, and takes the text for UTF-8 all the same', () => {
  const bytes = Buffer.from('größe 🦐')
  for (const cut of [1, 2, 3])
    expect(fileText(bytes.subarray(0, bytes.length - cut), false)).toEqual({ text: 'größe ', encoding: null })
})

it('guesses no encoding of what is no text', () => {
  const bytes = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0xff])
  expect(fileText(bytes, true)).toMatchObject({ encoding: null })
  expect(fileText(bytes, true).text).toContain('\0')
})
